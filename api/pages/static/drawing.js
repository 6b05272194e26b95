// Draws each canvas that holds its figures; the same figures stand in a table beside it.
addEventListener("DOMContentLoaded", () => {
  for (const canvas of document.querySelectorAll("canvas[data-chart]")) {
    const { labels, values, label, axis } = JSON.parse(canvas.dataset.chart);
    const ink = getComputedStyle(document.body).color;
    const scale = (text) => ({ ticks: { color: ink, precision: 0 }, title: { display: true, text, color: ink } });
    new Chart(canvas, {
      type: "bar",
      data: { labels, datasets: [{ label, data: values, backgroundColor: "#0172ad" }] },
      options: {
        animation: false,
        maintainAspectRatio: false,
        plugins: { legend: { display: false } },
        scales: { x: scale(axis), y: { ...scale(label), beginAtZero: true } },
      },
    });
  }
});
