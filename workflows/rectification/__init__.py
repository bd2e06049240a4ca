"""问题整改: from a found problem to 销号, and back when it returns.

A unit (the 工委, or a 机关党委 for itself) holds a 整改专项: a round whose document, the programme, says where problems
come from, by when each kind is put right, who closes what and on which conditions. It registers problems and assigns
(交办) each to the unit that leads; others may take part. The lead signs (签收), plans (cause, goal, measures with owner
and day), works, and asks for 销号; what it says is checked from below upward, never by who said it, and closed at the
stage that the programme names for such a problem, which is above the lead unless the programme leaves it within.

Beside the problem run records of their own: measures 措施, more time 延期, joint acceptance 联合验收, letters 督办函,
and 回头看 on what is closed. A closed problem never changes: a relapse is its next turn, linked back.

Arrows of a problem:
    registering -assign-> signing -sign-> planning (or rectifying, where this kind of limit asks for no plan)
    planning -submit_plan-> plan_reviewing -approve_plan-> plan_confirming -approve_plan-> rectifying
    rectifying, sustaining -apply-> within_checking -verify-> committee_checking -verify-> host_checking
    every check that may close it -close-> closed, -sustain-> sustaining, -send_back-> where it was worked on
    the host, wherever it is: -recall-> registering, -void-> void;  every open state -call_off-> called_off
Of a measure: drafted -start-> working -finish-> finished -close-> closed; finished -redo-> working; -drop-> dropped.
Of a postponement: committee_reviewing -forward-> deciding -grant-> granted; both -refuse-> refused.
Of an acceptance: asked -accept-> accepted, -reject-> rejected.
Of a letter: drafted -issue-> answering -answer-> replied; drafted -discard-> dropped.
Of a 回头看: checking -confirm-> sound, -relapse-> relapsed.  What hangs on a problem that ended: -drop-> dropped.

To read: states, rules/programme.py, models/problem.py, then actions in the order of `actions/__init__.py`, flow.py.
"""
