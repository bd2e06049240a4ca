"""Which static files are collected for production: of Viewflow's fifty megabytes, the few that our pages load."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class Assets(StaticFilesConfig):
    """Leaves out what no page loads; some of it names files that its package lacks, at which collecting would stop."""

    # Names of folders and files, wherever they lie.
    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "contrib",
        "guardian",
        "node_modules",
        "roboto",
        "simple-icons",
        "vis-network*",
    ]
