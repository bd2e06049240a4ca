"""The ballot box of 民主评议: one file per meeting, which nobody traces back to voters, not even who owns the server.

Only the standard library, and no database of Django: no ORM, session, log or audit ever holds a ballot, and the votes
stay out of PostgreSQL's WAL archives, dumps and dead rows, whatever DATABASE_URL says.

The life of a box, and where to read on:
1. `frozen`   what is asked, of how many, from which minimum on; its SHA-256 is shown before the first slip is drawn
2. `codes`, `slips`   random codes on unnumbered slips; the box is told their hashes only
3. `box`, `casting`   create -> issue, void -> lift (the barrier) -> cast; `answers` is what a voter reads
   `store`, `rows`, `files`   the SQLite file, what lies in it, and why it tells nothing
4. `sealing`  封箱: fresh keys, sorted, into a new file (`sealed`); the key of the old box and the old box are destroyed
5. `counting` only totals leave, none below the minimum;  `erasing` removes the payload after the objection period
6. `pack`     what anybody can check with `verify`, which is also where hashes are defined

What it protects from: whoever later reads the files and any copies of the box that were made while voting, a copy
before and one after each ballot among them. It relies on two things: copies of the box are made without its key (a
separate folder that no backup includes), and the pages keep codes and choices out of requests that are logged.
Whoever copies box and key while voting goes on can see each ballot come in; who cast it, only if they saw who did.
"""
