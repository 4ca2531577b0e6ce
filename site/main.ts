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

// The address first: it names what is loaded and drawn.
followAddress();
followChoice();
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
// Many short tasks: the browser can paint and handle input between two of them.
for (const part of parts) {
	await turn();
	part();
}
