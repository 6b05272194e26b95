// Verifies a webhook as a receiver in Node would: by the library of Standard Webhooks, and its ed25519 signature
// by Node's own. Told on stdin: what came in, and how to verify it. Says on stdout what it found.
const { createRequire } = require("node:module");
const crypto = require("node:crypto");
const fs = require("node:fs");

const { Webhook } = createRequire(process.argv[2] + "/")("standardwebhooks");
const { secret, public_key: publicKey, headers, body } = JSON.parse(fs.readFileSync(0, "utf8"));

const byLibrary = () => {
  try {
    return new Webhook(secret).verify(body, headers);
  } catch (error) {
    return error.message;
  }
};

const bySignature = () => {
  const raw = Buffer.from(publicKey.replace(/^whpk_/, ""), "base64");
  const key = crypto.createPublicKey({
    key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") },
    format: "jwk",
  });
  const signed = Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`);
  return headers["webhook-signature"]
    .split(" ")
    .map((it) => it.split(","))
    .filter(([version]) => version === "v1a")
    .some(([, signature]) => crypto.verify(null, signed, key, Buffer.from(signature, "base64")));
};

process.stdout.write(JSON.stringify({ v1: byLibrary(), v1a: bySignature() }));
