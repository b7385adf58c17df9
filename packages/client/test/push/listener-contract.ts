/** What every bearer of pushes does, whatever it is made of. */
import type { PushListener } from "@oma-dm/client";
import { expect, it } from "vitest";

export interface OpenBearer {
  readonly listener: PushListener;
  /** Brings it something that is a push for the device. */
  send(): Promise<void>;
  /** What it has handed in so far. */
  handedIn(): number;
  /** Whoever takes it fails from now on, as with a full disk. */
  fail(): void;
}

const patience = async (check: () => boolean): Promise<void> => {
  for (let turn = 0; turn < 400 && !check(); turn++) await new Promise((resolve) => setTimeout(resolve, 5));
};

export function listenerContract(open: () => Promise<OpenBearer>): void {
  it("hands in what comes", async () => {
    const { listener, send, handedIn } = await open();
    await send();
    await patience(() => handedIn() === 1);
    expect(handedIn()).toBe(1);
    await listener.close();
  });
  it("goes on when what it handed in could not be taken", async () => {
    const { listener, send, handedIn, fail } = await open();
    fail();
    await send();
    await patience(() => handedIn() === 1);
    await send();
    await patience(() => handedIn() >= 2);
    expect(handedIn()).toBeGreaterThanOrEqual(2);
    await listener.close();
  });
  it("hands in nothing once it is closed, and may be closed twice", async () => {
    const { listener, send, handedIn } = await open();
    await listener.close();
    await listener.close();
    await send().catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(handedIn()).toBe(0);
  });
  it("has a name that tells it from others", async () => {
    const { listener } = await open();
    expect(listener.name).toMatch(/^[a-z][\x20-\x7e]+$/);
    await listener.close();
  });
}
