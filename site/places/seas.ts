/**
 * Seas and oceans as rough boxes of degrees, good enough for a name. The first box
 * that contains a place names it; countries are checked before.
 */

type Box = readonly [south: number, west: number, north: number, east: number];

const seas = [
	["caspian", [36, 46, 47.5, 55.5]],
	["black", [40.8, 27.4, 47.5, 42]],
	["biscay", [43.2, -10, 48.5, -0.9]],
	["adriatic", [42, 12.2, 46, 19.8]],
	["aegean", [35.5, 22.8, 41.2, 27.4]],
	["mediterranean", [30, -5.6, 46, 36.5]],
	["red", [12.6, 32, 30, 43.4]],
	["persianGulf", [23.5, 47.5, 30.7, 56.4]],
	["aden", [10.5, 43.2, 15.5, 51]],
	["arabian", [5, 50, 26, 77.5]],
	["bengal", [5, 77.5, 23.5, 94]],
	["andaman", [5, 94, 18, 99]],
	["thailand", [6, 99, 14, 104.8]],
	["southChina", [0, 99.5, 23.6, 121]],
	["eastChina", [23.6, 117, 33, 129.5]],
	["yellow", [33, 117, 41.2, 126.8]],
	["japan", [35.3, 127.5, 37.5, 136.7]],
	["japan", [37, 127.5, 48, 139.8]],
	["japan", [40, 136, 52, 141.6]],
	["okhotsk", [44.2, 141.6, 50, 146.5]],
	["okhotsk", [49, 135, 62.5, 156]],
	["okhotsk", [56.5, 155, 62.5, 164.5]],
	["bering", [52.5, 162, 66.2, 180]],
	["bering", [52.5, -180, 66.2, -157]],
	["philippine", [7, 126.5, 30, 142]],
	["java", [-8.2, 105.8, -3, 118]],
	["celebes", [0.5, 117.5, 7, 126]],
	["banda", [-8.2, 121, -2.5, 133]],
	["timor", [-14.5, 122, -8.2, 130.5]],
	["arafura", [-12, 130.5, -4, 141.8]],
	["carpentaria", [-17.8, 135, -11, 142]],
	["coral", [-25, 142, -8, 163]],
	["tasman", [-46, 147, -29, 172]],
	["australianBight", [-39, 118, -31.4, 140]],
	["gulfOfMexico", [18, -98, 31, -81]],
	["caribbean", [15.6, -89, 21.8, -60.5]],
	["caribbean", [11, -84, 15.6, -60.5]],
	["caribbean", [8.8, -82.2, 11, -60.8]],
	["hudson", [51, -95.5, 65, -76.5]],
	["baffin", [66.5, -80, 78.5, -52]],
	["labrador", [52, -65, 66.5, -44]],
	["gulfOfAlaska", [54, -157, 61.2, -131]],
	["irish", [51.8, -6.4, 54.8, -2.7]],
	["englishChannel", [48.5, -5.6, 51, 1.8]],
	["north", [51, -3.5, 61, 9]],
	["baltic", [53.5, 9.5, 66, 30.5]],
	["norwegian", [61, -8, 72, 16]],
	["barents", [68, 16, 81, 58]],
	["white", [63.5, 32, 68, 44]],
	["kara", [68, 58, 81.5, 100]],
	["laptev", [70, 100, 81, 140]],
	["eastSiberian", [68, 140, 78, 180]],
	["beaufort", [69, -157, 78, -123]],
	["greenland", [70, -24, 82, 10]],
	["guinea", [-1, -8, 7, 11]],
	["mozambique", [-26, 33, -11, 45]],
	["weddell", [-79, -61, -62, -15]],
	["ross", [-79, 160, -70, 180]],
	["ross", [-79, -180, -70, -150]],
	["arctic", [66.5, -180, 90, 180]],
	["southern", [-90, -180, -60, 180]],
	["indian", [-60, 20, 31, 100]],
	["indian", [-60, 100, -8, 142]],
	["indian", [-60, 142, -38.5, 147]],
	["northPacific", [0, 100, 66.5, 180]],
	["southPacific", [-60, 100, 0, 180]],
	["northPacific", [20, -180, 66.5, -98]],
	["northPacific", [14.5, -180, 20, -91]],
	["northPacific", [8.9, -180, 14.5, -83.6]],
	["northPacific", [0, -180, 8.9, -77.2]],
	["southPacific", [-60, -180, 0, -69]],
	["northAtlantic", [0, -98, 66.5, 20]],
	["southAtlantic", [-60, -69, 0, 20]],
] as const satisfies [string, Box][];

export type SeaKey = (typeof seas)[number][0];

/** The sea of a place that is not on land, degrees. */
export function seaAt(lat: number, lon: number): SeaKey {
	const [key] = seas.find(
		([, [south, west, north, east]]) =>
			lat >= south && lat <= north && lon >= west && lon <= east,
	) ?? ["arctic"];
	return key;
}
