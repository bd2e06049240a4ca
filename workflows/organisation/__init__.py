"""组织人员: what the office keeps, and the past it brings along.

No record runs through here; whoever bears a duty (`permissions.roles.Duty`) keeps units, people, posts and accounts of
the own unit and of all below. Each change goes through one action, which checks the duty, changes the rows through the
doors of `permissions`, looks after the desks it touches, and enters the change in the ledger (`engine.ledger`).

* 组织   units are added, renamed, moved, merged, dissolved; each change first says what happens to open work;
         what they were found to be in a year (验收, 评估) is entered by who stands above
* 换届   terms of office by kind, reminders half a year and a month before, the list of those overdue
* 人员   people, their membership, and their past as facts: 评议考核等次, 荣誉, 处分, 党务经历, 职级分组
* 任职   posts with dates; ending one takes its rights at once; 交接 hands everything of one person to another
* 账号   accounts are opened, unlocked, reset, deactivated
* 导入   all of it from one workbook: checked whole, shown old → new, written whole or not at all
* 三员   calendar and settings; accounts; the trail: none decides, each sees what the others did
"""
