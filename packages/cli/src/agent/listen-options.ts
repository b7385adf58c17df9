/** The bearers a configuration asks for; the files it names are read. */
import { readFile } from "node:fs/promises";
import type { HttpPushOptions, ListenOptions, SmsOptions } from "@oma-dm/client";
import type { AgentConfiguration } from "./configuration.ts";

type Push = NonNullable<AgentConfiguration["push"]>;

/** `lines`: standard input. */
export async function listenOptions(
  { push = {} }: AgentConfiguration,
  lines: AsyncIterable<Uint8Array>,
): Promise<ListenOptions> {
  const { wap, http, sms } = push;
  return defined({
    wapPush: wap && defined({ ...wap, secure: wap.secure && defined(wap.secure) }),
    httpPush: http && (await httpOptions(http)),
    sms: sms && smsOptions(sms, lines),
  });
}

async function httpOptions({ tls, gateways, ...rest }: NonNullable<Push["http"]>): Promise<HttpPushOptions> {
  return defined({
    ...rest,
    tls: tls && ((await contents(tls)) as NonNullable<HttpPushOptions["tls"]>),
    gateways:
      gateways &&
      (await Promise.all(
        gateways.map(async ({ host, port, tls: own }) => ({ host, port, ...(own && { tls: await contents(own) }) })),
      )),
  }) as HttpPushOptions;
}

function smsOptions(
  { spool, ofono, stdin, http }: NonNullable<Push["sms"]>,
  lines: AsyncIterable<Uint8Array>,
): SmsOptions {
  return defined({
    spool,
    ofono: ofono === true ? ofono : ofono && defined(ofono),
    lines: stdin === true ? lines : undefined,
    http: http && { port: http.port, ...(http.host === undefined ? {} : { host: http.host }) },
  }) as SmsOptions;
}

async function contents(files: Readonly<Record<string, string | undefined>>): Promise<Record<string, string>> {
  const named = Object.entries(files).flatMap(([name, file]) => (file === undefined ? [] : [[name, file] as const]));
  return Object.fromEntries(await Promise.all(named.map(async ([name, file]) => [name, await readFile(file, "utf8")])));
}

type Defined<T> = { readonly [K in keyof T]: Exclude<T[K], undefined> };

function defined<T extends object>(options: T): Defined<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Defined<T>;
}
