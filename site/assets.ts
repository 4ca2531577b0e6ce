import type { SiteAssets } from "../contract/siteAssets.ts";

declare const ASSETS: SiteAssets;

export const assets = (): SiteAssets => ASSETS;
