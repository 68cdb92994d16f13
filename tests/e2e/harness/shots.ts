import { type ViewerPage } from "./viewer_page";

const themes = ["dark", "light", "contrast"] as const;
const phone = { width: 390, height: 844 };

/**
 * For a look at the page by whoever runs the tests: in each theme, and as wide as a phone, where SCANETRIX_SHOTS names
 * a folder.
 */
export async function shoot(viewer: ViewerPage, name: string): Promise<void> {
  const folder = process.env.SCANETRIX_SHOTS;
  if (!folder) return;
  const { page } = viewer;
  const before = page.viewportSize()!;
  const dressed = await page.evaluate(() => document.documentElement.dataset.theme);
  const dress = (theme: string | undefined) =>
    page.evaluate((wanted) => void (document.documentElement.dataset.theme = wanted), theme);
  for (const theme of themes) {
    await dress(theme);
    await viewer.settle();
    await page.screenshot({ path: `${folder}/${name}-${theme}.png` });
  }
  await dress("light");
  await page.setViewportSize(phone);
  await viewer.settle();
  await page.screenshot({ path: `${folder}/${name}-phone.png` });
  await page.setViewportSize(before);
  await dress(dressed);
  await viewer.settle();
}
