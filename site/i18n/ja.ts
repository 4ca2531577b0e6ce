/** Japanese texts, in the order of en.ts. */
import { seaNames } from "../places/seaNames.ts";
import type { Texts } from "./catalogue.ts";
import { whole } from "./format.ts";
import { jaPanel } from "./jaPanel.ts";
import { jaTools } from "./jaTools.ts";

const count = (value: number) => whole(value, "ja");

export const ja: Texts = {
	...jaPanel,
	...jaTools,
	title: "CO₂異常値マップ",
	tagline: "OCO-2とOCO-3が観測した、基準値を上回るCO₂",
	synthetic: "サンプルデータ：モデルで作ったもので、衛星の観測ではありません。",
	skipToList: "異常値の一覧へ移動",
	skipToMap: "地図へ移動",
	languageName: "日本語",
	aboutData: "このデータについて",
	close: "閉じる",
	months: "月",
	monthLabel: (month, listed, z) =>
		z === undefined
			? `${month}：異常値の掲載なし`
			: `${month}：掲載${count(listed)}件、最大zスコア${z}`,
	noData: (month) => `${month}：データなし`,
	anomalies: "異常値",
	documentTitle: (what) => `${what} – CO₂異常値マップ`,
	map: "この月の異常値の地図",
	loading: "読み込み中…",
	nothingListed: "この月のファイルには異常値が掲載されていません。",
	shownOfLimit: (shown, limit) =>
		`${count(shown)}件を表示：ファイルは強いものから${count(limit)}件までしか載せていません。`,
	listed: (listed) =>
		`${count(listed)}件を掲載。弱いものが省かれているかどうかは、ファイルに記載がありません。`,
	matching: (shown, all) =>
		`絞り込みにより${count(all)}件中${count(shown)}件を表示。`,
	nothingMatches: "この月に該当するものはありません。",
	clearFilter: "絞り込みを解除",
	showMore: (more) => `さらに${count(more)}件を表示`,
	problems: (broken) =>
		`ファイル内の${count(broken)}件のデータを読み込めませんでした`,
	problem: (feature, field, found, rule) =>
		`データ${feature}、${field}：${found} — ${rule}`,
	unknownMonth: (month) => `${month}のデータはありません。`,
	openNewest: (month) => `最新の月（${month}）を開く`,
	unknownPlace: (place, month) =>
		`${month}の${place}には掲載された異常値がありません。取り下げられたか、アドレスが誤っている可能性があります。`,
	monthFailed: (month) => `${month}を読み込めませんでした。`,
	indexFailed: "月の一覧を読み込めませんでした。",
	loadAgain: "もう一度読み込む",
	offline:
		"オフラインです。読み込み済みのデータは引き続き表示できます。残りは接続が回復すると読み込まれます。",
	onlineAgain: "オンラインに戻りました。",
	search: "国、海、座標で検索",
	searchHint: "国、海、または 35.7, 139.7",
	near: (place, km) => `${place}から${km} km以内`,
	sortBy: "並べ替え",
	sorts: {
		zscore: "zスコア",
		deviation: "偏差",
		uncertainty: "不確かさ",
		days: "検出日数",
		severity: "重大度",
		place: "国・海",
		distance: "距離",
	},
	ascending: "小さい順",
	descending: "大きい順",
	filter: "絞り込み",
	minZscore: "zスコアの下限",
	minDeviation: "偏差の下限（ppm）",
	minDays: "検出日数の下限",
	maxUncertainty: "不確かさの上限（ppm）",
	severity: "重大度",
	severities: { high: "高", medium: "中", low: "低", unknown: "不明" },
	threshold: (low, high) => {
		if (low === undefined)
			return high === undefined ? "しきい値の記載なし" : `z < ${high}`;
		return high === undefined ? `z ≥ ${low}` : `${low} ≤ z < ${high}`;
	},
	thresholdNotStated: "しきい値はファイルに記載なし",
	inThisMonth: (low, high) =>
		low === high ? `この月はz ${low}` : `この月はz ${low}〜${high}`,
	legend: "色：zスコア",
	notSeen: "OCO-3は緯度約±52°より先を観測できません。",
	showMap: "地図",
	showTable: "表",
	display: "表示",
	columns: {
		place: "場所",
		coordinates: "座標",
		zscore: "zスコア",
		deviation: "偏差（ppm）",
		uncertainty: "不確かさ（ppm）",
		co2: "XCO₂（ppm）",
		days: "日数",
		severity: "重大度",
	},
	sea: seaNames.ja,
	days: (value) => `${count(value)}日`,
	km: (km) => `${km} km`,
	choose: (value) => `ここに${count(value)}件の異常値`,
	more: (value) => `ほか${count(value)}件：拡大してください`,
};
