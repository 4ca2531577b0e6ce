/** Describes errors of files and folders for the user of a command. */

const remedies: Record<string, string> = {
	ENOENT: "check the path",
	ENOTDIR: "check the path: a part of it is a file",
	EISDIR: "give a file, not a folder",
	EEXIST: "give another path, or move away what is there",
	EACCES: "give a path that you have the permission for",
	EPERM: "give a path that you have the permission for",
	EROFS: "give a path on a disk that can be written",
	ENOSPC: "free some space on the disk, and run the command again",
	EDQUOT: "free some space of your quota, and run the command again",
};

/** Returns one line with the remedy; undefined for any other error. */
export function describeFileError(error: Error): string | undefined {
	const { code, syscall } = error as NodeJS.ErrnoException;
	const remedy = code && syscall ? remedies[code] : undefined;
	return remedy && `${error.message}; ${remedy}`;
}
