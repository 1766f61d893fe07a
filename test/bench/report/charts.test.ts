import t from "tap";
import { barChart } from "../../../bench/report/charts.ts";

const ratio = { value: 0.9, low: 0.8, high: 1 };
const [BLUE, BROWN] = ["#2b6cb0", "#b7791f"];

t.test("the bar of work that misses a bound is brown, also where its own ratio reaches its bound", async (t) => {
  const fills = (isMissed: boolean) =>
    barChart("rates", [{ title: "ping", ratio, must: 0.85, isMissed }]).match(/#(?:2b6cb0|b7791f)/g);
  t.same([fills(false), fills(true)], [[BLUE], [BROWN]]);
});

t.test("a bar has its title, and a tick where there is a bound", async (t) => {
  const ticks = (must: number | undefined) => {
    const chart = barChart("rates", [{ title: "a < b", ratio, must, isMissed: false }]);
    t.match(chart, ">a &lt; b<");
    return chart.match(/stroke="#1a202c" stroke-width="1.5"/g)?.length ?? 0;
  };
  t.same([ticks(undefined), ticks(0.5)], [0, 1]);
});
