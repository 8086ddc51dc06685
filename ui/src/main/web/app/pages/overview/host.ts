/** What is asked about a machine: expressions over the series that node_exporter has made the custom. */
import type {Sample} from "../../api";
import {vector} from "../../api";

/** A machine that is watched, as its kernel names itself. */
export interface Host {
  instance: string;
  name: string;
  /** Such as "Linux 6.8.0 x86_64". */
  system: string;
}

export interface Filesystem {
  mountpoint: string;
  /** What users may fill: the used and the available bytes, without what only root may take. */
  sizeBytes: number;
  usedBytes: number;
}

/** Figures of a machine that are no lines. */
export interface Facts {
  bootedAt?: number;
  processors?: number;
  memoryBytes?: number;
  filesystems: Filesystem[];
}

/** A label matcher for one machine, or nothing if its series do not say. */
export const matcherOf = (host: Host) => (host.instance ? `instance=${JSON.stringify(host.instance)}` : "");

/** The machines, and whether the first readings of them are only minutes old. */
export interface Machines {
  hosts: Host[];
  young: boolean;
}

export async function machines(signal: AbortSignal): Promise<Machines> {
  const [now, before] = await Promise.all([
    vector("group by (instance, nodename, sysname, release, machine) (node_uname_info)", signal),
    vector("count(node_uname_info offset 5m)", signal),
  ]);
  const hosts = now.map(({metric}) => ({
    instance: metric.instance ?? "",
    name: metric.nodename ?? metric.instance ?? "",
    system: [metric.sysname, metric.release, metric.machine].filter(Boolean).join(" "),
  }));
  return {hosts, young: before.length === 0};
}

/** Filesystems in memory, and those that are only views of others. */
const PSEUDO = 'fstype!~"tmpfs|ramfs|devtmpfs|squashfs|fuse.*|nsfs|iso9660"';

export async function facts(matcher: string, signal: AbortSignal): Promise<Facts> {
  const own = `{${matcher}}`;
  const mounts = `{${[matcher, PSEUDO].filter(Boolean).join(",")}}`;
  const [booted, processors, memory, size, free, available] = await Promise.all([
    vector(`max(node_boot_time_seconds${own})`, signal),
    vector(`count(count by (cpu) (node_cpu_seconds_total${own}))`, signal),
    vector(`max(node_memory_MemTotal_bytes${own})`, signal),
    vector(`max by (device, mountpoint) (node_filesystem_size_bytes${mounts})`, signal),
    vector(`max by (device, mountpoint) (node_filesystem_free_bytes${mounts})`, signal),
    vector(`max by (device, mountpoint) (node_filesystem_avail_bytes${mounts})`, signal),
  ]);
  return {
    bootedAt: valueOf(booted[0]),
    processors: valueOf(processors[0]),
    memoryBytes: valueOf(memory[0]),
    filesystems: filesystems(size, free, available),
  };
}

const valueOf = (sample: Sample | undefined) => (sample ? Number(sample.value[1]) : undefined);

const mountOf = ({metric}: Sample) => `${metric.device} ${metric.mountpoint}`;

/**
 * One filesystem for each device, by its shortest mount point: the same disk mounted in ten places is one.
 * What only root may fill counts as used, as df does when it works out its percentage.
 */
function filesystems(size: Sample[], free: Sample[], available: Sample[]): Filesystem[] {
  const frees = new Map(free.map((sample) => [mountOf(sample), Number(sample.value[1])]));
  const usable = new Map(available.map((sample) => [mountOf(sample), Number(sample.value[1])]));
  const byDevice = new Map<string, Filesystem>();
  for (const sample of size) {
    const {device, mountpoint} = sample.metric;
    const known = byDevice.get(device);
    if (known && known.mountpoint.length <= mountpoint.length) continue;
    const usedBytes = Number(sample.value[1]) - (frees.get(mountOf(sample)) ?? 0);
    const sizeBytes = usedBytes + (usable.get(mountOf(sample)) ?? 0);
    if (sizeBytes > 0) byDevice.set(device, {mountpoint, sizeBytes, usedBytes});
  }
  return [...byDevice.values()].sort((a, b) => b.usedBytes / b.sizeBytes - a.usedBytes / a.sizeBytes);
}
