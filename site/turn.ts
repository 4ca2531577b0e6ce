/** Lets the browser do what is waiting: a task that takes long is felt. */
export const turn = () => new Promise<void>((resolve) => setTimeout(resolve));
