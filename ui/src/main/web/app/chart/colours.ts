/** How many colours there are before they repeat; theme.css has them for each theme. */
const COLOURS = 10;

export const colourClass = (index: number) => `colour-${index % COLOURS}`;

/** A custom property of the current theme, for what is drawn rather than styled. */
export const themed = (name: string) =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export const colourOf = (index: number) => themed(`--series-${index % COLOURS}`);
