import type {JSX} from "preact";
import type {Key} from "./i18n";
import {Alerts} from "./pages/alerts";
import {Checks} from "./pages/checks";
import {Explore} from "./pages/explore";
import {Overview} from "./pages/overview";
import type {PageProps} from "./pages/page";
import {Silences} from "./pages/silences";
import {Status} from "./pages/status";
import {Targets} from "./pages/targets";

export interface Page {
  path: string;
  label: Key;
  view: (props: PageProps) => JSX.Element;
}

export const PAGES: Page[] = [
  {path: "", label: "nav.overview", view: Overview},
  {path: "explore", label: "nav.explore", view: Explore},
  {path: "alerts", label: "nav.alerts", view: Alerts},
  {path: "silences", label: "nav.silences", view: Silences},
  {path: "checks", label: "nav.checks", view: Checks},
  {path: "targets", label: "nav.targets", view: Targets},
  {path: "status", label: "nav.status", view: Status},
];

export const pageOf = (path: string): Page => PAGES.find((page) => page.path === path) ?? PAGES[0];
