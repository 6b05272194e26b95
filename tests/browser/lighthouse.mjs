// What Lighthouse says of addresses, one line of JSON for all: node lighthouse.mjs TOOLS PORT COOKIE ADDRESS …
const [tools, port, cookie, ...addresses] = process.argv.slice(2);
const { default: lighthouse } = await import(`${tools}/node_modules/lighthouse/core/index.js`);
const told = {};
for (const address of addresses) {
  const { lhr } = await lighthouse(address, {
    port: Number(port),
    logLevel: "error",
    onlyCategories: ["accessibility"],
    extraHeaders: cookie ? { Cookie: cookie } : {},
    throttlingMethod: "provided",
    disableFullPageScreenshot: true,
  });
  told[address] = {
    shown: lhr.finalDisplayedUrl,
    score: lhr.categories.accessibility.score,
    faults: Object.values(lhr.audits).filter((it) => it.score === 0).map((it) => it.id),
  };
}
console.log(JSON.stringify(told));
