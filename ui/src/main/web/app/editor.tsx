import {autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap} from "@codemirror/autocomplete";
import {defaultKeymap, history, historyKeymap} from "@codemirror/commands";
import {bracketMatching, HighlightStyle, syntaxHighlighting} from "@codemirror/language";
import {lintKeymap} from "@codemirror/lint";
import {EditorState, Prec} from "@codemirror/state";
import {EditorView, keymap, placeholder} from "@codemirror/view";
import {tags} from "@lezer/highlight";
import {PromQLExtension} from "@prometheus-io/codemirror-promql";

const colours = HighlightStyle.define([
  {tag: tags.keyword, color: "var(--code-keyword)"},
  {tag: tags.function(tags.variableName), color: "var(--code-function)"},
  {tag: tags.string, color: "var(--code-string)"},
  {tag: tags.number, color: "var(--code-number)"},
  {tag: tags.labelName, color: "var(--code-label)"},
  {tag: tags.comment, color: "var(--ink-2)"},
]);

/** A PromQL editor; completion asks the server's own API. */
export function mountEditor(
  parent: HTMLElement,
  text: string,
  hint: string,
  onRun: (text: string) => void,
  onChange: (text: string) => void,
): EditorView {
  const promql = new PromQLExtension().setComplete({remote: {url: document.baseURI.replace(/\/$/, "")}});
  const run = {key: "Shift-Enter", run: (view: EditorView) => (onRun(view.state.doc.toString()), true)};
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        history(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({icons: false}),
        syntaxHighlighting(colours),
        promql.asExtension(),
        placeholder(hint),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({"aria-label": "PromQL"}),
        EditorView.updateListener.of((update) => update.docChanged && onChange(update.state.doc.toString())),
        Prec.highest(keymap.of([run])),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
      ],
    }),
  });
}
