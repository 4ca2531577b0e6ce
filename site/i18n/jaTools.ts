/** Japanese texts around the map: data, download, comparison. */
import type { enTools } from "./enTools.ts";

export const jaTools: typeof enTools = {
	about: {
		lead: "異常値とは、衛星が測った気柱平均CO₂濃度（XCO₂）が基準値を上回る場所です。偏差は測定値から基準値の平均を引いたもの、zスコアは偏差を基準値のばらつきで割ったものです。",
		notCause:
			"異常値は排出の証拠ではありません。CO₂は風に運ばれ、植物に吸収され、雲やエアロゾルは測定を乱します。",
		method: "この月の異常値の見つけ方",
		methodOf: (month) => `${month}の方法`,
		terms: {
			reference_window: "基準値の期間",
			reference_area: "基準値の範囲",
			quality_filter: "品質フィルター",
			thresholds: "重大度のしきい値",
			count_limit: "1か月の件数の上限",
			least_detection_days: "最少検出日数",
			product: "プロダクト",
			product_version: "プロダクトの版",
			doi: "プロダクトのDOI",
			files: "使ったファイル数",
			soundings: "使った良質な観測点の数",
			licence: "データのライセンス",
			software: "ソフトウェア",
		},
		limit: (limit) =>
			`強いものから${limit}件。それより弱いものは省かれています`,
		leastDays: (days) => `${days}日`,
		coverage: "観測範囲",
		coverageOco3:
			"OCO-3は国際宇宙ステーションにあり、北緯・南緯約52度より先は観測できません。そこに点がないのは、観測していないためです。",
		coverageOco2:
			"OCO-2は夏には緯度約80度まで観測しますが、極夜は観測できません。細い軌道の間には隙間があり、雲の下は見えません。",
		empty:
			"点のない場所に異常がなかったとは限りません。ひと月に観測される場所はごく一部です。",
		colours: "色",
		coloursText:
			"点の色はzスコアで、すべての月で同じ尺度です。重大度の区分はファイルによります。",
		model: "説明文",
		modelText:
			"言語モデル（Gemini）が公開された数値から書いたものです。仮説であり、誰も検証していません。問い合わせは1回だけ行い、回答は保存されます。",
		citePage: "このページを引用する",
	},
	download: "ダウンロード",
	downloadTitle: (month) => `${month}のダウンロード`,
	csvShown: (count) => `CSV、表示中の${count}件`,
	csvAll: (count) => `CSV、全${count}件`,
	geojsonShown: (count) => `GeoJSON、表示中の${count}件`,
	geojsonAll: (count) => `GeoJSON、全${count}件：公開ファイルそのもの`,
	png: "地図のPNG画像",
	stableAddress: "ファイルの固定アドレス：",
	copyAddress: "アドレスをコピー",
	readIn: (language) => `${language}で読む`,
	copyCode: (language) => `${language}のコードをコピー`,
	preparing: "ファイルを準備しています…",
	downloaded: "ダウンロードを開始しました。",
	downloadFailed:
		"ファイルを作成できませんでした。接続を確認して、もう一度試してください。",
	compare: "比較",
	compareWith: "比較する月",
	noComparison: "比較しない",
	comparison: "比較",
	switchTo: (month) => `${month}に切り替える`,
	compareRows: {
		shown: "掲載数",
		maxZscore: "最大zスコア",
		medianDeviation: "偏差の中央値（ppm）",
		high: "重大度 高",
		medium: "重大度 中",
		low: "重大度 低",
	},
	inBoth: (count, km) =>
		count === 0
			? `互いに${km} km以内にある異常値はありません。`
			: `開いている月の${count}件が、もう一方の月の異常値から${km} km以内にあります。`,
	mapControls: {
		zoomIn: "拡大",
		zoomOut: "縮小",
		notCovered: "OCO-3の観測範囲外",
		attribution: "海岸線：Natural Earth",
		anomalies: "地図上の異常値",
		several: (count) => `異常値${count}件、最大`,
	},
};
