/** `npm run cache`: works with the cached answers of a stack. */
import { cacheCommands } from "./cache/commands.ts";
import { main } from "./cli/run.ts";

await main("npm run cache --", cacheCommands);
