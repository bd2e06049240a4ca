"""The addresses of imports: whoever keeps the organisation uploads; the one that is tried is 郑思远's own."""

from tests.doors import SUPERVISORS, Door, _key, done, those

KEEPERS = those("deputy", "staff", "other_deputy", *SUPERVISORS)
MINE = those("clerk")
OF_IMPORT = _key(lambda scene, name: scene.workbook)

IMPORTS: dict[str, tuple[Door, ...]] = {
    "organisation/imports/": (Door(get=KEEPERS),),
    "organisation/imports/new/": (Door(get=KEEPERS, post=done(KEEPERS, 422)),),
    "organisation/imports/template.xlsx": (Door(get=KEEPERS),),
    "organisation/imports/<int:pk>/": (Door(get=MINE, args=OF_IMPORT),),
    "organisation/imports/<int:pk>/confirm/": (Door(post=done(MINE), args=OF_IMPORT),),
    "organisation/imports/<int:pk>/cancel/": (Door(post=done(MINE), args=OF_IMPORT),),
    "organisation/imports/<int:pk>/errors.xlsx": (Door(get=MINE, args=OF_IMPORT),),
}
