import { drawAbout } from "./about/about.ts";
import { drawCalendar } from "./calendar/calendar.ts";
import { connectMap } from "./connectMap.ts";
import { drawDownload } from "./export/download.ts";
import { drawHeader, drawTitle } from "./header.ts";
import { followBorders } from "./i18n/placeName.ts";
import { drawCandidates } from "./list/candidates.ts";
import { drawComparison } from "./list/compare.ts";
import { drawControls } from "./list/controls.ts";
import { drawLegend } from "./list/legend.ts";
import { drawList } from "./list/list.ts";
import { followPlaces } from "./list/rows.ts";
import { drawTable } from "./list/table.ts";
import { drawStatus } from "./messages.ts";
import { drawPanel } from "./panel/panel.ts";
import { followNeighbours } from "./panel/seenBefore.ts";
import { turn } from "./scheduling.ts";
import { followChoice } from "./state/load.ts";
import { followQuestion } from "./state/question.ts";
import { followAddress } from "./url/sync.ts";

// Loading the modules and the first work would be one long task.
await turn();
// The address first: it names what is loaded and drawn.
followAddress();
const index = followChoice();
followQuestion();
followNeighbours();

/** The map comes after what stands around it, whose size its middle depends on. */
const parts = [
	drawHeader,
	drawTitle,
	drawCalendar,
	drawControls,
	drawList,
	drawTable,
	drawComparison,
	drawLegend,
	drawPanel,
	drawCandidates,
	drawAbout,
	drawDownload,
	drawStatus,
	connectMap,
	followBorders,
	followPlaces,
];
/**
 * The browser loads the index with this program, so it is usually there at once.
 * Then its month is requested before the parts are drawn, and they are drawn only once.
 */
await Promise.race([index, new Promise((resolve) => setTimeout(resolve, 100))]);

// Many short tasks: the browser can paint and handle input between two of them.
for (const part of parts) {
	await turn();
	part();
}
