import { Logger } from "@aws-lambda-powertools/logger";

/** For what failed; its service comes from `POWERTOOLS_SERVICE_NAME`. */
export const logger = new Logger();
