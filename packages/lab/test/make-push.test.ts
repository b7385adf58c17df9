/** Pushes as the lab makes them: in numbers and in words they say the same. */
import { decodePush, headerOf } from "@oma-dm/codec/wsp";
import { DM_APPLICATION, wapPush, wapPushInWords } from "@oma-dm/lab";
import { describe, expect, it } from "vitest";

const data = Uint8Array.of(1, 2, 3);
const contentType = "application/vnd.syncml.notification";

describe.each([
  ["numbers", wapPush],
  ["words", wapPushInWords],
] as const)("a push in %s", (_form, make) => {
  it("names its type and application (bootstrap-push §4.3#7, §4.4#8)", () => {
    const push = decodePush(make({ contentType, data }));
    expect(push.contentType.type).toBe(contentType);
    expect([7, DM_APPLICATION]).toContain(headerOf(push, "X-Wap-Application-Id"));
    expect(push.data).toEqual(data);
  });

  it("names another application, or none", () => {
    const application = (name: string) =>
      headerOf(decodePush(make({ contentType, data, application: name })), "X-Wap-Application-Id");
    expect(application("x-wap-application:nobody")).toBe("x-wap-application:nobody");
    expect(application("none")).toBeUndefined();
  });

  it("has a head of more than 127 octets", () => {
    const long = `application/${"x".repeat(200)}`;
    expect(decodePush(make({ contentType: long, data })).contentType.type).toBe(long);
  });
});
