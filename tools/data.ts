/** `npm run data`: from satellite files to a published month. */
import { main } from "./cli/run.ts";
import { dataCommands } from "./data/commands.ts";

await main("npm run data --", dataCommands);
