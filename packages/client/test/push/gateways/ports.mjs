/** Every port of the gateway scenarios, in one place. They run in a network namespace of their own. */
export const PORTS = {
  bearerboxAdmin: 23000,
  bearerboxSms: 23001,
  bearerboxWap: 23002,
  smscOfBearerbox: 20001,
  ppg: 28080,
  sendsms: 23013,
  sink: 28099,
  modem: 25000,
};
