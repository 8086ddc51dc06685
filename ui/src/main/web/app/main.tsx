import {render} from "preact";
import "uplot/uPlot.min.css";
import "./theme.css";
import {App} from "./app";
import {preferredLanguage, setLanguage} from "./i18n";
import {applyTheme} from "./theme";

applyTheme();
setLanguage(localStorage.getItem("language") ?? preferredLanguage()).then(() =>
  render(<App />, document.getElementById("root")!),
);
