import { expect } from "chai";
import type { MultiPolygon, Polygon, Position } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { coastlines } from "../../build/coastlines.ts";

for (const scale of ["110m", "50m"] as const)
	describe(`The coastlines, 1:${scale}`, () => {
		let rings: Position[][];
		let countries: { code: unknown; rings: Position[][] }[];
		before(() => {
			const world = JSON.parse(coastlines(scale)) as Topology<{
				countries: GeometryCollection;
			}>;
			countries = feature(world, world.objects.countries).features.map(
				({ id, geometry }) => ({
					code: id,
					rings: ringsOf(geometry as Polygon | MultiPolygon),
				}),
			);
			rings = countries.flatMap((country) => country.rings);
		});

		it("have the ISO 3166-1 code of each country, and none for glaciers", () => {
			const codes = countries.map(({ code }) => code ?? "");
			expect(
				codes.filter((code) => !/^[A-Z]{2}$/.test(String(code))),
			).to.deep.equal(scale === "50m" ? [""] : []);
		});

		for (const [lon, lat, code] of [
			[139.65, 36.2, "JP"],
			[-55, -9.5, "BR"],
			[134, -25, "AU"],
			[-100, 40, "US"],
			// On both sides of the antimeridian.
			[177, 67, "RU"],
			[-175, 66.5, "RU"],
			[-30, 40, undefined],
			[160, 0, undefined],
			[-179, 10, undefined],
		] as const)
			it(`show ${code ?? "the sea"} at ${lat}, ${lon}`, () => {
				const there = countries.filter((country) =>
					isInside([lon, lat], country.rings),
				);
				expect(there.map((country) => country.code)).to.deep.equal(
					code ? [code] : [],
				);
			});

		it("stay on the map, and draw no band across it", () => {
			const wrong = rings.flatMap((ring) =>
				ring.filter(([lon = NaN, lat = NaN], at) => {
					const [last = lon] = ring[at - 1] ?? [];
					// Antarctica's lower edge is the edge of the map.
					const isBand = lat > -89 && Math.abs(lon - last) > 90;
					return isBand || Math.abs(lon) > 180.001 || Math.abs(lat) > 90.001;
				}),
			);
			expect(wrong).to.deep.equal([]);
		});

		function ringsOf({ type, coordinates }: Polygon | MultiPolygon) {
			return type === "Polygon" ? coordinates : coordinates.flat();
		}

		/** @see https://wrfranklin.org/Research/Short_Notes/pnpoly.html */
		function isInside(
			[x = 0, y = 0]: Position,
			polygons: Position[][],
		): boolean {
			let inside = false;
			for (const ring of polygons)
				for (const [at, [x1 = 0, y1 = 0]] of ring.entries()) {
					const [x2 = 0, y2 = 0] = ring[(at + 1) % ring.length] ?? [];
					if (y1 > y === y2 > y) continue;
					if (x < x1 + ((x2 - x1) * (y - y1)) / (y2 - y1)) inside = !inside;
				}
			return inside;
		}
	});
