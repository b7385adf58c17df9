/**
 * What a session of 10 Gets and 5 Replaces costs in processor time, all threads of the process counted: in process
 * against a SAX parse of libwbxml, over loopback (MD5 both ways) against bare POSTs of the same sizes, with a durable
 * store against one synced batch for each message; then the throughput of a large object and the memory of a device.
 * The sides take turns in one run, medians.
 *
 *   node --expose-gc packages/client/bench/session-costs.mjs [ROUNDS]
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLevelStore } from "@oma-dm/client/node";
import { encodeMessage } from "@oma-dm/codec/syncml";
import { ClassicLevel } from "classic-level";
import { Agent } from "undici";
import { buildHarness, libwbxml } from "../../codec/bench/libwbxml.mjs";
import { message } from "../../codec/bench/messages.mjs";
import { HEADERS } from "../dist/http-binding.js";
import { cost, MESSAGES, OBJECT_BYTES, objectBodies, openDevice, replay, serverBodies, session } from "./sessions.mjs";

const ROUNDS = Number(process.argv[2] ?? 15);
const SESSIONS = 300;
/** A side in a process of its own is as long at work as the other: whoever has just been woken is slower. */
const TURN_MS = 100;
const SESSIONS_OF_A_TURN = 2_500;
const DEVICES = 200;
const URL = "https://dm.example/dm";
const folder = mkdtempSync(join(tmpdir(), "oma-dm-sessions-"));
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const round = (value, digits = 1) => Number(value.toFixed(digits));

/** The same of two sides that take turns run by run: each finds the machine as the other left it. */
async function costs(one, other, times) {
  const sums = [0, 0];
  for (let i = 0; i < times; i++) {
    sums[0] += await cost(one, 1);
    sums[1] += await cost(other, 1);
  }
  return sums.map((sum) => sum / times);
}

/** Of each side its median over the rounds, and the median of their ratios. */
async function sideBySide(measure, asked) {
  const rows = [];
  // The first two rounds warm up.
  for (let i = 0; i < ROUNDS + 2; i++) rows.push(await measure());
  const measured = rows.slice(2);
  const of = (pick) => median(measured.map(pick));
  return {
    ours: round(of(([ours]) => ours)),
    theirs: round(of(([, theirs]) => theirs)),
    ratio: round(
      of(([ours, theirs]) => ours / theirs),
      2,
    ),
    asked,
  };
}

async function inProcess() {
  const sax = libwbxml(buildHarness(folder), folder, "sax", encodeMessage(message(20), "wbxml"));
  if (sax.missing !== undefined) return { skipped: `libwbxml: ${sax.missing}` };
  const device = fork(new globalThis.URL("session-alone.mjs", import.meta.url));
  const ask = async (message) => {
    device.send(message);
    const [answer] = await once(device, "message");
    return answer;
  };
  await ask(serverBodies(URL).map((body) => Buffer.from(body).toString("base64")));
  const figure = await sideBySide(async () => [await ask(SESSIONS_OF_A_TURN), 1e6 / sax.measure(TURN_MS)], 3);
  device.disconnect();
  return figure;
}

async function overLoopback() {
  const server = fork(new globalThis.URL("session-server.mjs", import.meta.url), {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const port = await new Promise((resolve) => server.stdout.once("data", (line) => resolve(Number(line))));
  const origin = `http://127.0.0.1:${port}`;
  const device = await openDevice({ url: `${origin}/dm`, md5: true });
  const agent = new Agent();
  const { sent, received } = await sizes(device);
  // What the binding has to say, so that what goes over the wire is as long on both sides.
  const headers = Object.fromEntries(HEADERS.map(([name, value]) => [name, value("wbxml", {}, "wbxml")]));
  let turn = 0;
  const bare = async () => {
    const at = turn++ % MESSAGES;
    const { body } = await agent.request({
      origin,
      path: `/bare?${received[at]}`,
      method: "POST",
      headers,
      body: new Uint8Array(sent[at]),
    });
    await body.arrayBuffer();
  };
  for (let i = 0; i < 5_000; i++) {
    await session(device);
    await bare();
  }
  // Whoever sends to a server that has gone to sleep pays for waking it: the two take turns in that, too.
  const figure = await sideBySide(async () => {
    const [ours, theirs] = await costs(() => session(device), bare, SESSIONS);
    return [ours / MESSAGES, theirs];
  }, 2);
  await device.close();
  await agent.destroy();
  server.disconnect();
  return figure;
}

/** Bytes of the messages of a session, each way. */
async function sizes(device) {
  const bytes = { out: [], in: [] };
  const trace = (event) => bytes[event.direction].push(event.bytes.length);
  // The nonces of the very first session are shorter.
  await session(device);
  await device.connect(undefined, { sessionId: "1", trace });
  return { sent: bytes.out, received: bytes.in };
}

/** `memory`: what the same sessions cost without the disk. */
async function durable() {
  let batch = [];
  let batches = 0;
  const own = await openLevelStore(join(folder, "ours"));
  const store = {
    entries: (prefix) => own.entries(prefix),
    commit: (changes) => {
      batch = changes;
      batches += 1;
      return own.commit(changes);
    },
    close: () => own.close(),
  };
  const http = () => replay(URL, serverBodies(URL));
  const onDisk = await openDevice({ url: URL, http: http(), store });
  const inMemory = await openDevice({ url: URL, http: http() });
  const bare = new ClassicLevel(join(folder, "bare"), { keyEncoding: "buffer", valueEncoding: "buffer" });
  await bare.open();
  for (let i = 0; i < SESSIONS; i++) {
    await session(onDisk);
    await session(inMemory);
  }
  const operations = batch.map(({ key, value }) => ({ type: "put", key: Buffer.from(key), value: Buffer.from(value) }));
  batches = 0;
  let sessions = 0;
  const figure = await sideBySide(async () => {
    const times = SESSIONS / 3;
    sessions += times;
    const ours = await cost(() => session(onDisk), times);
    const memory = await cost(() => session(inMemory), times);
    const batchAlone = await cost(() => bare.batch(operations, { sync: true }), times);
    return [ours, memory + 1.3 * MESSAGES * batchAlone];
  }, 1);
  await onDisk.close();
  await inMemory.close();
  await bare.close();
  return { ...figure, batchesPerMessage: round(batches / sessions / MESSAGES, 3) };
}

/** A session that does nothing but take one object in chunks. */
async function largeObject() {
  const device = await openDevice({ url: URL, http: replay(URL, objectBodies(URL)) });
  const rates = [];
  for (let i = 0; i < ROUNDS + 2; i++) {
    const began = performance.now();
    const { outcome, commands } = await device.connect(undefined, { sessionId: "1" });
    rates.push(OBJECT_BYTES / 1_000 / (performance.now() - began));
    if (outcome !== "completed" || commands.at(-1)?.status !== 200) throw new Error(`the object: ${outcome}`);
  }
  await device.close();
  return { megabytesPerSecond: round(median(rates.slice(2))) };
}

async function memory() {
  const http = replay(URL, serverBodies(URL));
  const used = () => {
    globalThis.gc();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = used();
  const devices = [];
  for (let i = 0; i < DEVICES; i++) {
    const device = await openDevice({ url: URL, http });
    await session(device);
    devices.push(device);
  }
  const bytes = (used() - before) / DEVICES;
  for (const device of devices) await device.close();
  return { bytesPerDevice: Math.round(bytes) };
}

const figures = {
  inProcess: await inProcess(),
  overLoopback: await overLoopback(),
  durable: await durable(),
  memory: await memory(),
  largeObject: await largeObject(),
};
rmSync(folder, { recursive: true });
console.log(JSON.stringify(figures, undefined, 1));
