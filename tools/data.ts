/** `npm run data`: turns satellite files into published months. */
import { main } from "./cli/run.ts";
import { dataCommands } from "./data/commands.ts";

await main("npm run data --", dataCommands);
