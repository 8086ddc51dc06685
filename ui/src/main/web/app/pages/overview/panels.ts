import type {Key} from "../../i18n";
import {bytes, bytesPerSecond, compact, type Format, percent} from "../../units";
import type {Facts} from "./host";

/**
 * A chart of a machine. The expressions take the highest of what several jobs say about the same thing, so
 * that a machine that is read twice is not shown twice as large.
 */
export interface Panel {
  title: Key;
  /**
   * The one expression behind it; what differs between its series is in the label "series".
   *
   * @param matcher picks the machine; may be empty
   * @param window for rates, such as "1m"
   */
  query: (matcher: string, window: string) => string;
  format: Format;
  stack?: boolean;
  /** The highest value there can be, if it is known beforehand. */
  ceiling?: (facts: Facts | null) => number | undefined;
}

const within = (...matchers: string[]) => `{${matchers.filter(Boolean).join(",")}}`;

const named = (expr: string, name: string) => `label_replace(${expr}, "series", "${name}", "", "")`;

/** Traffic that never leaves the machine is not the network's. */
const REAL_DEVICES = 'device!~"lo|veth.*|docker.*|br-.*|cni.*|flannel.*"';

/** Disks; partitions and what lies on top of disks would count twice. */
const DISKS = 'device!~"(ram|loop|fd|dm-|md|sr|zram).*|[shv]d[a-z]+[0-9]+|xvd[a-z]+[0-9]+|(nvme|mmcblk).*p[0-9]+"';

export const PANELS: Panel[] = [
  {
    title: "overview.cpu",
    query: (m, w) =>
      `label_replace(100 * avg by (mode) (rate(node_cpu_seconds_total${within(m, 'mode!="idle"')}[${w}])), "series", "$1", "mode", "(.*)")`,
    format: percent,
    stack: true,
    ceiling: () => 100,
  },
  {
    title: "overview.memory",
    query: (m) => {
      const memory = (name: string) => `max(node_memory_${name}_bytes${within(m)})`;
      return [
        named(`${memory("MemTotal")} - ${memory("MemAvailable")}`, "used"),
        named(`${memory("MemAvailable")} - ${memory("MemFree")}`, "cache"),
      ].join(" or ");
    },
    format: bytes,
    stack: true,
    ceiling: (figures) => figures?.memoryBytes,
  },
  {
    title: "overview.load",
    query: (m) => ["1", "5", "15"].map((n) => named(`max(node_load${n}${within(m)})`, `load${n}`)).join(" or "),
    format: compact,
  },
  {
    title: "overview.network",
    query: (m, w) => {
      const traffic = (way: string) =>
        `sum(max by (device) (rate(node_network_${way}_bytes_total${within(m, REAL_DEVICES)}[${w}])))`;
      return `${named(traffic("receive"), "received")} or ${named(traffic("transmit"), "sent")}`;
    },
    format: bytesPerSecond,
  },
  {
    title: "overview.disk",
    query: (m, w) => {
      const moved = (way: string) => 
        `sum(max by (device) (rate(node_disk_${way}_bytes_total${within(m, DISKS)}[${w}])))`;
      return `${named(moved("read"), "read")} or ${named(moved("written"), "written")}`;
    },
    format: bytesPerSecond,
  },
];
