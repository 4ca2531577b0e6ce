/** By which a resource is found, and paid for: the same four on everything that takes tags. */
export interface Tags extends Record<string, string> {
	Project: string;
	Stack: string;
	Component: string;
	CostCenter: string;
}
