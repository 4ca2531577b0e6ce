/** The same four tags on every resource that supports tags, for search and cost allocation. */
export interface Tags extends Record<string, string> {
	Project: string;
	Stack: string;
	Component: string;
	CostCenter: string;
}
