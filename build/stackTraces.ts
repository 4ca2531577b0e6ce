/**
 * A side effect of the import: stack traces show the lines of the sources.
 * Pulumi's host installs `source-map-support`, which does not know the source maps of
 * tsx. Node.js itself knows them.
 */
delete (Error as Partial<ErrorConstructor>).prepareStackTrace;
