/** What every page is given. */
export interface PageProps {
  /** Parameters of the address. */
  params: URLSearchParams;
  /** How often to load anew; 0 for never. */
  refreshSeconds: number;
}
