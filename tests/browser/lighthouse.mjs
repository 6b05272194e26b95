// What Lighthouse says of pages: node lighthouse.mjs TOOLS PORT '[["address", "cookie"], …]'
const [tools, port, asked] = process.argv.slice(2);
const { default: lighthouse } = await import(`${tools}/node_modules/lighthouse/core/index.js`);
const told = [];
for (const [address, cookie] of JSON.parse(asked)) {
  const { lhr } = await lighthouse(address, {
    port: Number(port),
    logLevel: "error",
    onlyCategories: ["accessibility"],
    extraHeaders: cookie ? { Cookie: cookie } : {},
    disableFullPageScreenshot: true,
    // How fast a page is, is not asked here; so nothing is waited for but the page itself.
    pauseAfterFcpMs: 0,
    pauseAfterLoadMs: 0,
    networkQuietThresholdMs: 0,
    cpuQuietThresholdMs: 0,
  });
  told.push({
    shown: lhr.finalDisplayedUrl,
    score: lhr.categories.accessibility.score,
    faults: Object.values(lhr.audits).filter((it) => it.score === 0).map((it) => it.id),
  });
}
console.log(JSON.stringify(told));
