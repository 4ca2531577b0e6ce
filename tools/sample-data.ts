/** Writes the sample months of site/data: `npm run data:sample`. */
import { writeFileSync } from "node:fs";
import { sampleMonth } from "./sampleModel.ts";

for (const month of ["202407", "202410", "202501"])
	writeFileSync(
		`site/data/anomalies${month}.geojson`,
		`${JSON.stringify(sampleMonth(month), null, "\t")}\n`,
	);
