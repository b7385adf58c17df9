/** `agent.yaml`: what a daemon is told. Other programs write it; its JSON Schema is published. */
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { parse, YAMLParseError } from "yaml";
import { z } from "zod";
import { EXIT, Failure } from "../failure.ts";

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** Longer sleeps overflow timers. */
const MAX_INTERVAL_MS = 24 * UNITS["d"]!;

const duration = z
  .string()
  .regex(/^[1-9]\d{0,5}[smhd]$/, "is a number and a unit, such as 90s, 15m, 24h or 7d")
  .refine((text) => toMs(text) <= MAX_INTERVAL_MS, "is at most 24d");
const host = z.string().min(1).max(255);
const port = z.int().min(0).max(65_535);
const path = z.string().min(1).max(4_096);
const user = z.strictObject({ user: z.string().min(1).max(256), secret: z.string().min(1).max(1_024) });

export const AGENT_CONFIGURATION = z.strictObject({
  state: path.describe("directory of the device's state, made by `oma-dm init`"),
  control: path.optional().describe("Unix socket on which a running agent answers"),
  push: z
    .strictObject({
      wap: z
        .strictObject({
          host: host.optional().describe("address to listen on; 127.0.0.1 when left out"),
          port: port.optional().describe("2948 when left out"),
          secure: z
            .strictObject({ port: port.optional() })
            .optional()
            .describe("also bind 2949, where nothing plain is read"),
        })
        .optional(),
      http: z
        .strictObject({
          host: host.optional(),
          port: port.optional().describe("4035 when left out, 4036 with tls"),
          tls: z.strictObject({ key: path, cert: path, ca: path.optional() }).optional().describe("PEM files"),
          allow: z.array(host).max(64).optional().describe("addresses that may connect"),
          authentication: z
            .strictObject({ scheme: z.enum(["basic", "digest"]), users: z.array(user).min(1).max(64) })
            .optional(),
          gateways: z
            .array(
              z.strictObject({
                host,
                port: port.min(1),
                tls: z.strictObject({ ca: path.optional(), key: path.optional(), cert: path.optional() }).optional(),
              }),
            )
            .max(8)
            .optional()
            .describe("gateways to connect to in place of listening"),
          credentials: user.optional().describe("our own, for gateways that ask"),
        })
        .optional(),
      sms: z
        .strictObject({
          spool: path.optional().describe("directory of incoming messages of smstools"),
          ofono: z
            .union([z.literal(true), z.strictObject({ bus: z.string().optional(), modem: z.string().optional() })])
            .optional(),
          stdin: z.literal(true).optional().describe("PDUs in hexadecimal on standard input, one a line"),
          http: z.strictObject({ host: host.optional(), port }).optional().describe("PDUs as POST /sms"),
        })
        .optional(),
      imsi: z
        .string()
        .regex(/^\d{1,15}$/, "has 1 to 15 digits")
        .optional()
        .describe("the network's secret for pushed bootstrap documents"),
    })
    .optional(),
  bootstrap: z
    .strictObject({
      server: z
        .string()
        .regex(/^https?:\/\//, "is the address of a bootstrap server; {DevID} stands for the device's identifier")
        .max(2_048)
        .optional()
        .describe("asked by a device without an account; {DevID} stands for its identifier"),
      factory: path.optional().describe("the document the device was made with, applied once"),
      holdOff: duration.optional().describe("how long a push is waited for before the server is asked, such as 60s"),
    })
    .optional()
    .describe("doors tried at the start; the servers they bring are visited at once"),
  schedule: z
    .strictObject({
      interval: duration.describe("between two sessions with each server, such as 24h"),
      jitter: z
        .string()
        .regex(/^(?:\d|[1-9]\d|100)%$/, "is a share from 0% to 100%")
        .optional()
        .describe("by how much it varies, such as 10%"),
    })
    .optional(),
  log: z.strictObject({ level: z.enum(["debug", "info", "warn", "error", "silent"]).optional() }).optional(),
});

export type AgentConfiguration = z.infer<typeof AGENT_CONFIGURATION>;

export function toMs(text: string): number {
  return Number.parseInt(text, 10) * (UNITS[text.at(-1)!] ?? 0);
}

const MAX_BYTES = 256 * 1024;

/** Paths in it count from its own directory. Throws `Failure`, one line for the first thing that is wrong. */
export async function readConfiguration(file: string): Promise<AgentConfiguration> {
  const text = await readFile(file, "utf8");
  if (text.length > MAX_BYTES) throw new Failure(EXIT.badInput, `limit in ${file}: more than ${MAX_BYTES} characters`);
  const result = AGENT_CONFIGURATION.safeParse(parseYaml(file, text));
  if (!result.success) {
    const [{ path: where, message } = { path: [], message: "is not usable" }] = result.error.issues;
    throw new Failure(EXIT.badInput, `bad-value at ${where.join(".") || "the top"} in ${file}: ${message}`);
  }
  return withPathsFrom(dirname(resolve(file)), result.data);
}

function parseYaml(file: string, text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch (error) {
    const [at] = error instanceof YAMLParseError ? (error.linePos ?? []) : [];
    const place = at === undefined ? file : `line ${at.line}, column ${at.col} in ${file}`;
    throw new Failure(EXIT.badInput, `not-well-formed at ${place}: this is no YAML; write keys as name: value`);
  }
}

function withPathsFrom(directory: string, configuration: AgentConfiguration): AgentConfiguration {
  const from = (name: string): string => resolve(directory, name);
  const files = <T extends Readonly<Record<string, string | undefined>>>(names: T): T =>
    Object.fromEntries(Object.entries(names).map(([key, name]) => [key, name && from(name)])) as T;
  const { state, control, push, bootstrap } = configuration;
  const { http, sms } = push ?? {};
  return {
    ...configuration,
    state: from(state),
    ...(control === undefined ? {} : { control: from(control) }),
    ...(bootstrap?.factory && { bootstrap: { ...bootstrap, factory: from(bootstrap.factory) } }),
    ...(push && {
      push: {
        ...push,
        ...(http && {
          http: {
            ...http,
            ...(http.tls && { tls: files(http.tls) }),
            ...(http.gateways && {
              gateways: http.gateways.map((each) => ({ ...each, ...(each.tls && { tls: files(each.tls) }) })),
            }),
          },
        }),
        ...(sms?.spool && { sms: { ...sms, spool: from(sms.spool) } }),
      },
    }),
  };
}
