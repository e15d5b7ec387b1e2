#!/usr/bin/env python3
"""Writes two months of believable history into the SQLite file of a desk that "kefu demo" has filled, for pictures of
the dashboard: history.py FILE TIME_ZONE_OFFSET_MINUTES. The desk may be running: it counts what was written as it would
anything that another node wrote. Uses nothing but Python's own library."""
import json
import random
import sqlite3
import sys
import time

DAYS = 60
HOUR = 3_600_000
# How many write in an hour of the day, and on a day of the week from Monday.
HOURS = [2, 1, 1, 0, 0, 1, 2, 4, 9, 16, 19, 17, 12, 14, 17, 18, 16, 13, 11, 14, 17, 15, 9, 5]
WEEK = [1.25, 1.1, 1.0, 1.05, 1.2, 0.8, 0.65]
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN = "晓雯 志远 思琪 佳怡 雨桐 浩然 子轩 梓涵 欣怡 明轩 嘉禾 一诺 小满 若曦 建国 秀英 俊杰 慧敏 文博 静怡".split()
FIRST = "Emily Olivia Daniel Priya Mateo Ethan Sofia Kenji Hannah Lucas Amelia Noah Grace Leo Chloe".split()
LAST = "Carter Bennett Kim Sharma Garcia Walker Rossi Sato Fischer Martin Clarke Wilson Hughes Silva Brown".split()
ASKED = ["你好，我的订单什么时候发货？", "Hi, is the silver one in stock?", "请问支持七天无理由退货吗？", "耳机左边没有声音了", "Could you confirm the delivery date?", "发票可以开公司抬头吗？"]
SAID = ["好的，谢谢", "您好，这边马上帮您查一下", "Sure, one moment please", "已经为您登记了", "Thank you!", "明天就能送到"]


def main(file, offset):
    random.seed(20)
    db = sqlite3.connect(file, timeout=30)
    now = int(time.time() * 1000)
    agents = [(i, n) for i, n in db.execute("SELECT id, name FROM agents WHERE disabled = 0 AND id > 1 ORDER BY id")]
    # Some do more than others, and some answer faster.
    weights = [random.uniform(0.5, 1.6) for _ in agents]
    speeds = [random.uniform(0.6, 1.8) for _ in agents]
    last = db.execute("SELECT MAX(id) FROM customers").fetchone()[0] or 0
    with db:
        for opened in sorted(openings(now, offset)):
            last += 1
            at = random.choices(range(len(agents)), weights)[0]
            conversation(db, last, opened, now, agents[at], speeds[at])
    print(f"{last} customers")


def openings(now, offset):
    """The times at which customers begin to write."""
    midnight = now - (now + offset * 60_000) % (24 * HOUR)
    for ago in range(DAYS):
        day = midnight - ago * 24 * HOUR
        weekday = int((day + offset * 60_000) / (24 * HOUR) + 3) % 7
        growth = 1.25 - ago / 100
        for hour, busy in enumerate(HOURS):
            for _ in range(round(busy * WEEK[weekday] * growth * random.uniform(0.25, 0.55) * 0.5)):
                at = day + hour * HOUR + random.randrange(HOUR)
                if at < now - 4 * HOUR or (at < now - 600_000 and ago == 0):
                    yield at


def conversation(db, number, opened, now, agent, speed):
    chinese = random.random() < 0.72
    name = random.choice(SURNAMES) + random.choice(GIVEN) if chinese else f"{random.choice(FIRST)} {random.choice(LAST)}"
    channel = random.choices(["wechat", "web"], [0.64, 0.36] if chinese else [0.08, 0.92])[0]
    messages, activity, rev, seq, t = [], [], 1, 0, opened

    def event(kind, at, data=None, by=(0, "")):
        nonlocal rev
        rev += 1
        activity.append((number, rev, seq, kind, by[0], by[1], json.dumps(data) if data else None, at))

    def say(role, at):
        nonlocal rev, seq
        rev, seq = rev + 1, seq + 1
        text = random.choice(ASKED if seq == 1 else SAID)
        who = (number, name) if role == "customer" else agent
        messages.append((number, seq, f"history-{number}-{seq}", role, who[0], who[1], "text", text, at, min(at + 60_000, now)))

    event("opened", t, {"from": "new", "seq": 1})
    say("customer", t)
    if random.random() < 0.4:
        t += random.randrange(5_000, 60_000)
        say("customer", t)
    resolved = 0
    if random.random() < 0.965:
        t += int(random.lognormvariate(4.35, 0.95) * 1000 * speed)
        if t < now:
            event("assigned", t, {"assignee": {"id": str(agent[0]), "name": agent[1]}}, agent)
            say("agent", t)
            for _ in range(random.randrange(0, 5)):
                t += int(random.lognormvariate(4.2, 0.9) * 1000)
                if t < now:
                    say(random.choice(["customer", "agent"]), t)
            t += int(random.lognormvariate(6.6, 1.1) * 1000 * speed)
            if t < now:
                resolved = t
                event("resolved", t, {"from": "open"}, agent)
    answered = any(m[3] == "agent" for m in messages)
    if not resolved and opened < now - 6 * HOUR:
        resolved = min(opened + 3 * HOUR, now)
        event("resolved", resolved, {"from": "open"}, agent)
    db.execute("INSERT INTO customers (id, openid, channel, name, profile, created_at, last_seen_at) VALUES (?,?,?,?,?,?,?)",
               (number, f"history-{number:08d}", channel, name, "{}", opened, min(t, now)))
    db.execute("INSERT INTO conversations (id, status, assignee_id, priority, last_seq, rev, customer_read_seq, desk_read_seq, active_at, created_at, updated_at)"
               " VALUES (?,?,?,?,?,?,?,?,?,?,?)",
               (number, "resolved" if resolved else "open", agent[0] if answered else 0, "normal", seq, rev, seq, seq, messages[-1][8], opened, now))
    db.executemany("INSERT INTO messages (conversation_id, seq, client_id, sender_role, sender_id, sender_name, kind, body, created_at, read_at)"
                   " VALUES (?,?,?,?,?,?,?,?,?,?)", messages)
    db.executemany("INSERT INTO activity (conversation_id, rev, after_seq, kind, agent_id, agent_name, data, created_at) VALUES (?,?,?,?,?,?,?,?)", activity)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
