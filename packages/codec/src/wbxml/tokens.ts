/** Global tokens, protocol §4.2. Clause: WBXML 1.3 §7.1. */
export const SWITCH_PAGE = 0x00;
export const END = 0x01;
export const ENTITY = 0x02;
export const STR_I = 0x03;
export const LITERAL = 0x04;
export const EXT_I_0 = 0x40;
export const EXT_I_2 = 0x42;
export const PI = 0x43;
export const EXT_T_0 = 0x80;
export const EXT_T_2 = 0x82;
export const STR_T = 0x83;
export const EXT_0 = 0xc0;
export const EXT_2 = 0xc2;
export const OPAQUE = 0xc3;

/** Bits of a tag token. Clause: WBXML 1.3 §5.8.2. */
export const CONTENT = 0x40;
export const ATTRIBUTES = 0x80;
export const TOKEN_MASK = 0x3f;
/** Attribute tokens from here on are values. Clause: WBXML 1.3 §5.8.3. */
export const FIRST_ATTRIBUTE_VALUE = 0x80;

/** MIBenum of UTF-8, the only charset of these documents (protocol §4.1). */
export const UTF_8 = 106;
