"""Works the scripted year out by another way than the code under test: exact fractions, money per unit instead of money
per series, nothing rounded before it is printed. Reads scripted-year.json beside it, writes scripted-year.table.json.

    python3 test/core/accounts/fund/scripted-year.py
"""
import json
from datetime import datetime, timezone
from decimal import Decimal, ROUND_HALF_EVEN
from fractions import Fraction as F
from pathlib import Path

here = Path(__file__).parent
year = json.loads((here / "scripted-year.json").read_text())
day = lambda text: F(int(datetime.fromisoformat(text).replace(tzinfo=timezone.utc).timestamp()), 86400)
terms = {name: F(value) for name, value in year["terms"].items()}


def shown(value, places=2):
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN))


money, pending, asked, owed = F(0), {}, {}, {}
owed_management = owed_performance = total_management = total_performance = F(0)
held, cost, price = {}, {}, {}
series = []  # each: opened, gross and mark per unit, units by investor
last, growth, base, rows = year["opened"], F(1), F(0), []


def net(one):
    return one["gross"] - terms["performanceFee"] * max(F(0), one["gross"] - one["mark"])


def strike(at, books, flows, prices, deals):
    global last, owed_management, owed_performance, total_management, total_performance, growth, base, series
    price.update({fund: F(value) for fund, value in prices.items()})
    parts = {fund: units * price[fund] if fund in price else cost[fund] for fund, units in held.items()}
    assets = F(books) + money - F(flows) + sum(parts.values())
    liabilities = owed_management + owed_performance + sum(owed.values()) + sum(amount for _, amount in pending.values())
    whole = sum(sum(one["units"].values()) * one["gross"] for one in series)
    for one in series:
        one["gross"] *= (assets - liabilities) / whole
        fee = one["gross"] * terms["managementFee"] * (day(at) - day(last)) / 365
        one["gross"] -= fee
        owed_management += fee * sum(one["units"].values())
        total_management += fee * sum(one["units"].values())
    if at[:4] > last[:4]:
        for one in series:
            fee = (one["gross"] - net(one)) * sum(one["units"].values())
            owed_performance += fee
            total_performance += fee
            one["gross"] = net(one)
            one["mark"] = max(one["mark"], one["gross"])
        level = [one for one in series if one["gross"] >= one["mark"]]
        for one in level[1:]:
            for name, units in one["units"].items():
                level[0]["units"][name] = level[0]["units"].get(name, F(0)) + units * one["gross"] / level[0]["gross"]
        series = [one for one in series if one not in level[1:]]
    before = sum(sum(one["units"].values()) * net(one) for one in series)
    growth *= before / base if base > 0 else 1
    if deals:
        issue = net(series[0]) if series else terms["issuePrice"]
        for request, (name, wanted) in sorted(asked.items()):
            left = wanted
            for one in series:
                have = one["units"].get(name, F(0))
                part = have if left is None else min(have, left)
                if part <= 0:
                    continue
                owed[request] = owed.get(request, F(0)) + part * net(one)
                fee = part * (one["gross"] - net(one))
                owed_performance += fee
                total_performance += fee
                one["units"][name] = have - part
                left = None if left is None else left - part
        asked.clear()
        series = [one for one in series if sum(one["units"].values()) > 0]
        if pending:
            units = {}
            for name, amount in pending.values():
                units[name] = units.get(name, F(0)) + amount / issue
            series.append({"opened": at, "gross": issue, "mark": issue, "units": units})
            pending.clear()
    base = sum(sum(one["units"].values()) * net(one) for one in series)
    last = at
    rows.append(
        {
            "at": at,
            "assets": shown(assets),
            "owed": {
                "management": shown(owed_management),
                "performance": shown(owed_performance),
                "redemptions": shown(sum(owed.values())),
                "subscriptions": shown(sum((amount for _, amount in pending.values()), F(0))),
            },
            "growth": shown(growth, 8),
            "series": [
                {
                    "opened": one["opened"],
                    "units": shown(sum(one["units"].values()), 4),
                    "navPerUnit": shown(net(one), 4),
                    "net": shown(sum(one["units"].values()) * net(one)),
                    "accrued": shown(sum(one["units"].values()) * (one["gross"] - net(one))),
                    "holders": {
                        name: shown(units * net(one)) for name, units in sorted(one["units"].items()) if units > 0
                    },
                }
                for one in series
            ],
        }
    )


for step in year["steps"]:
    kind, at = step["kind"], step["at"]
    if kind == "subscription":
        pending[step["id"]] = (step["investor"], F(step["amount"]))
        money += F(step["amount"])
    elif kind == "redemption":
        asked[step["id"]] = (step["investor"], None if step["units"] is None else F(step["units"]))
    elif kind == "subfund":
        held[step["id"]] = held.get(step["id"], F(0)) + F(step["units"])
        cost[step["id"]] = cost.get(step["id"], F(0)) + F(step["amount"])
        money -= F(step["amount"])
    elif kind == "payment":
        money -= F(step["amount"])
        if step["to"] == "redemption":
            owed[step["id"]] -= F(step["amount"])
        else:
            owed_management -= F(step["amount"])
    elif kind == "nav":
        strike(at, step["books"], step["flows"], step["prices"], step["deals"])

table = {"rows": rows, "fees": {"management": shown(total_management), "performance": shown(total_performance)}}
(here / "scripted-year.table.json").write_text(json.dumps(table, indent=2) + "\n")
