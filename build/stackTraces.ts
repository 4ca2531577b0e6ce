/**
 * Imported for what it does: stack traces show the lines of the sources.
 * Pulumi's host maps them by `source-map-support`, which knows nothing of the
 * maps that tsx makes; Node.js does, unless somebody else is asked.
 */
delete (Error as Partial<ErrorConstructor>).prepareStackTrace;
