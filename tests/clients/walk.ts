// The whole path of a purchase as a stranger's system goes it, with the client generated for TypeScript.
//
// `node walk.js ADDRESS KEYS ORDER`, compiled beside the generated client; KEYS and ORDER are JSON files. It prints
// what it saw, for the test that started it.

import { createPublicKey, randomUUID, verify } from "node:crypto";
import { readFileSync } from "node:fs";

import * as pc from "./index";

const [address, keysFile, orderFile] = process.argv.slice(2) as [string, string, string];
const keys = JSON.parse(readFileSync(keysFile, "utf8"));
const document = JSON.parse(readFileSync(orderFile, "utf8"));

// The generator writes the word Bearer before a key, and leaves it to the caller before a token (docs/contract.md).
const of = (role: string) =>
    new pc.Configuration({
        basePath: address,
        accessToken: (scheme) => (scheme === "token" ? `Bearer ${keys[role]}` : keys[role]),
    });
const check = (held: boolean, what: unknown) => {
    if (!held) throw new Error(JSON.stringify(what));
};

// A signature is held against the published key that its header names, by Node's own cryptography.
const provenOffline = (statement: string, number: string, jwks: pc.Jwks): boolean => {
    const [header, payload, signature] = statement.split(".") as [string, string, string];
    const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    const { alg, kid, typ } = read(header);
    const jwk = jwks.keys.find((it) => it.kid === kid)!;
    const key = createPublicKey({ key: { kty: jwk.kty, crv: jwk.crv, x: jwk.x }, format: "jwk" });
    const signed = verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, "base64url"));
    return signed && alg === "Ed25519" && typ === "approval+jws" && read(payload).jti === number;
};

async function main(): Promise<void> {
    const [officer, supplier] = [of("officer"), of("supplier")];
    document.lines[0].unit_price = "5200.00";

    const validations = new pc.ValidationsApi(supplier);
    const quote = await validations.validateOrder({ validationIn: pc.ValidationInFromJSON(document) });
    const breaches = quote.verdict.findings.filter((it) => it.outcome === "breach");
    check(breaches.length > 0 && breaches.every((it) => it.pointer === "/lines/0/unit_price"), breaches);
    // Several editions may cap one price: the lowest of what would pass passes them all.
    const passing = breaches.map((it) => String(it.remedy?.value));
    document.lines[0].unit_price = passing.reduce((low, it) => (Number(it) < Number(low) ? it : low));
    const again = await validations.validateOrder({ validationIn: pc.ValidationInFromJSON(document) });

    const orders = new pc.OrdersApi(officer);
    const made = await orders.submitOrder({
        idempotencyKey: randomUUID(),
        placedOrderIn: pc.PlacedOrderInFromJSON(document),
    });
    const shown = await orders.getOrder({ orderId: made.id });
    const number = made.approval!.number;
    const approvals = new pc.ApprovalsApi(supplier);
    const statement = await (await approvals.getStatement({ number })).text();
    const anybody = new pc.Configuration({ basePath: address });
    const verified = await new pc.ApprovalsApi(anybody).verifyApproval({
        verificationIn: { statement, order: pc.OrderInFromJSON(document) },
    });

    const serials = [`SN-${randomUUID()}`];
    const sent = await new pc.DeliveriesApi(supplier).despatchDelivery({
        idempotencyKey: randomUUID(),
        despatchIn: {
            approval: number,
            reference: `DN-${randomUUID()}`,
            despatchedOn: made.placedOn,
            lines: [{ line: 0, serials }],
        },
    });
    const receiving = new pc.ReceivingApi(officer);
    const at = () => ({ deliveryId: sent.id, idempotencyKey: randomUUID() });
    await receiving.receiveDelivery({ ...at(), receiptIn: { received: serials } });
    const { name, version, kernel } = document.lines[0].operating_system;
    await receiving.inspectDelivery({
        ...at(),
        inspectionIn: pc.InspectionInFromJSON({
            source: "checklist",
            units: [
                {
                    serial: serials[0],
                    operating_system: { name, version, kernel },
                    media: { present: true },
                    altered: false,
                    licence_evidence: [{ kind: "oem-entitlement", value: serials[0] }],
                },
            ],
        }),
    });
    const accepted = await receiving.acceptDelivery({ ...at(), acceptanceIn: { serials, document: "paper 1" } });
    const account = await new pc.RemaindersApi(supplier).getAccount({ number });
    const absent = await orders
        .getOrder({ orderId: "01a20a90-0000-7000-8000-000000000000" })
        .then(() => "found", async (refusal: pc.ResponseError) => (await refusal.response.json()).type);
    console.log(
        JSON.stringify({
            quote: [quote.verdict.outcome, ...new Set(breaches.map((it) => it.code))],
            corrected: again.verdict.outcome,
            order: [made.state, shown.state],
            confirmed: verified.confirmed,
            offline: provenOffline(statement, number, await new pc.ServiceApi(anybody).getJwks()),
            units: accepted.units.map((it) => it.state),
            accepted: account.account[0]!.accepted,
            absent,
        }),
    );
}

main();
