import type { Case } from "../../tree/cases/case.ts";
import { ALERT_CASES } from "./alert-cases.ts";
import { ANSWER_CASES } from "./answer-cases.ts";
import { AUTHENTICATION_CASES } from "./authentication-cases.ts";
import { CHOICE_CASES } from "./choice-cases.ts";
import { COMMAND_CASES } from "./command-cases.ts";
import { CONTAINER_CASES } from "./container-cases.ts";
import { DELIVERY_CASES } from "./delivery-cases.ts";
import { DEVICE_CASES } from "./device-cases.ts";
import { ELEMENT_CASES } from "./element-cases.ts";
import { HEADER_CASES } from "./header-cases.ts";
import { HTTP_CASES } from "./http-cases.ts";
import { INTEGRITY_CASES } from "./integrity-cases.ts";
import { PACKAGE_CASES } from "./package-cases.ts";
import { PROOF_CASES } from "./proof-cases.ts";
import { QUESTION_CASES } from "./question-cases.ts";
import { REDIRECT_CASES } from "./redirect-cases.ts";
import { STATUS_CODE_CASES } from "./status-code-cases.ts";

export const SESSION_CASES: readonly Case[] = [
  ...ALERT_CASES,
  ...ANSWER_CASES,
  ...AUTHENTICATION_CASES,
  ...CHOICE_CASES,
  ...COMMAND_CASES,
  ...CONTAINER_CASES,
  ...DELIVERY_CASES,
  ...DEVICE_CASES,
  ...ELEMENT_CASES,
  ...HEADER_CASES,
  ...HTTP_CASES,
  ...INTEGRITY_CASES,
  ...PACKAGE_CASES,
  ...PROOF_CASES,
  ...QUESTION_CASES,
  ...REDIRECT_CASES,
  ...STATUS_CODE_CASES,
];
