/** A binding against prepared answers and a clock that is moved by hand. */
import { MEDIA_TYPES } from "@oma-dm/codec/syncml";
import { type BindingRequest, HttpBinding, type HttpBindingOptions } from "../../src/http-binding.ts";
import { seededRandom, virtualClock } from "../../src/node/index.ts";
import type { HttpFailure, HttpRequest, HttpResponse } from "../../src/ports.ts";

export const { xml: XML, wbxml: WBXML } = MEDIA_TYPES.syncml;
export const URL_ = "https://dm.example/dm";
export const START = Date.UTC(2030, 0, 1, 12);
export const MESSAGE = Uint8Array.of(2, 3, 4);

export type Prepared = Partial<HttpResponse> | HttpFailure | ((request: HttpRequest) => Partial<HttpResponse>);
export const ok = (more: Partial<HttpResponse> = {}) => ({
  headers: { "content-type": WBXML },
  body: MESSAGE,
  ...more,
});
export const failing = (kind: HttpFailure["kind"]): HttpFailure => ({
  outcome: "failure",
  kind,
  message: `it ${kind}`,
});

/** One exchange; the last prepared answer is given again and again. */
export async function exchange(
  answers: readonly Prepared[],
  request: Partial<BindingRequest> = {},
  options: Partial<HttpBindingOptions> = {},
  signal?: AbortSignal,
) {
  const clock = virtualClock(START);
  const sent: (HttpRequest & { readonly at: number })[] = [];
  const http = {
    exchange: async (it: HttpRequest): Promise<HttpResponse | HttpFailure> => {
      sent.push({ ...it, at: clock.now() - START });
      const prepared = answers[Math.min(sent.length, answers.length) - 1]!;
      if ("outcome" in prepared && prepared.outcome === "failure") return prepared;
      const response = typeof prepared === "function" ? prepared(it) : (prepared as Partial<HttpResponse>);
      const empty = { status: 200, headers: {}, body: new Uint8Array(), url: it.url, serverVerified: true };
      return { outcome: "response", ...empty, ...response };
    },
    close: async () => {},
  };
  const binding = new HttpBinding(
    { clock, http, random: seededRandom(1) },
    { url: URL_, maxResponseBytes: 1_000, ...options },
  );
  let settled = false;
  const running = binding
    .exchange({ url: URL_, bytes: Uint8Array.of(1), encoding: "wbxml", ...request }, signal)
    .finally(() => {
      settled = true;
    });
  await clock.advance(0);
  for (let i = 0; i < 500 && !settled; i++) await clock.advance(1_000);
  return { answer: await running, sent, times: sent.map(({ at }) => at), binding };
}
