/** What a notification recommends (bootstrap-push §2.2, §3.2#3, #4). The position in the list is the code. */
export const UI_MODES = ["not-specified", "background", "informative", "user-interaction"] as const;
export type UiMode = (typeof UI_MODES)[number];

export const INITIATORS = ["client", "server"] as const;
export type Initiator = (typeof INITIATORS)[number];
