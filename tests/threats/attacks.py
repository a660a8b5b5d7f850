"""The attacks that tests play: number, the case, and by which construction it does no harm."""

from __future__ import annotations

from typing import NamedTuple


class Attack(NamedTuple):
    """One attack; the tests that play it carry its number in their names."""

    number: str
    case: str
    defence: str


ATTACKS: tuple[Attack, ...] = (
    Attack(
        "A1",
        ("An approved head is force-pushed, and GitHub names the new head in the old approval."),
        (
            "Every force-push is a timeline event that stands in no entry, and "
            "opens a round. Only reviews strictly after the round's announcement "
            "count, whatever commit they name."
        ),
    ),
    Attack(
        "A2",
        "Other bytes are pushed after the approval.",
        ("The entry on main holds the announced bytes; a head with others opens a round."),
    ),
    Attack(
        "A4",
        "The API still shows the head of a moment ago.",
        ("The head in the API must be the one that git fetches, else nothing is decided."),
    ),
    Attack(
        "A6",
        "A merge of main into the branch carries edits of its own.",
        "A merge may bring nothing but main's own history, path by path.",
    ),
    Attack(
        "A7",
        "An objection after an approval is dismissed.",
        (
            "The latest decisive review of a person counts; Dismissed is decisive "
            "and no approval; a comment is not decisive."
        ),
    ),
    Attack(
        "A8",
        "An approval is given on an older commit.",
        "An approval counts on a commit that holds the announced bytes only.",
    ),
    Attack(
        "A9",
        "Somebody on no list approves.",
        "Only the numeric ids in the app's list on main count.",
    ),
    Attack(
        "A10",
        "A reviewer was removed before the merge.",
        "Authority is judged at the pinned main, which the entry names.",
    ),
    Attack(
        "A11",
        "A pull request brings its own reviewer.",
        ("Policy is read from main only, and a mixture of catalog and release is refused whole."),
    ),
    Attack(
        "A12",
        "An old policy file comes back.",
        ("The bot takes no change of the catalog yet; later by the policy on main alone."),
    ),
    Attack(
        "A13",
        "A login is given up and registered by a stranger.",
        ("The login is shown, the id decides; where they drift apart, the comment says so."),
    ),
    Attack(
        "A15",
        "Somebody approves what they had a hand in.",
        (
            "Requester, author, committer, co-author, pusher and whoever "
            "force-pushed are contributors; an unknown one asks for one approval "
            "more, or refuses."
        ),
    ),
    Attack(
        "A16",
        "A bot approves, even a listed one.",
        "An account that is no user is no person.",
    ),
    Attack(
        "A17",
        "The document names a requester.",
        "There is no such field; the requester is who acted, by id.",
    ),
    Attack(
        "A18",
        "The author association says member.",
        "It is never asked for.",
    ),
    Attack(
        "A19",
        "GitHub refuses to say who pushed, or is silent.",
        "An error is never an answer: nothing is decided until it is known.",
    ),
    Attack(
        "A21",
        "A comment, a label or a reaction says approved.",
        "Nothing but a review is an approval.",
    ),
    Attack(
        "A22",
        "An approval is very old.",
        "The app's greatest age, by GitHub's clock.",
    ),
    Attack(
        "A24",
        "Names, dates and trailers in commits are forged.",
        ("None is read as a fact; a message that imitates our trailers is refused."),
    ),
    Attack(
        "A25",
        "One pull request for two apps.",
        "One release in one pull request.",
    ),
    Attack(
        "A26",
        "The requester loses the right before the merge.",
        "The requester's right is a rule of every look.",
    ),
    Attack(
        "B1",
        "A push comes between decision and merge.",
        ("Only blobs that were validated are written; the merge names the head that was approved."),
    ),
    Attack(
        "B2",
        "The base is changed, there and back.",
        ("A change of base is an event that opens a round; another base is a rule unmet."),
    ),
    Attack(
        "B3",
        "Two pull requests, or two runs, for one slot.",
        ("One identity, for ever; main moves by compare-and-swap, and the loser looks again."),
    ),
    Attack(
        "B4",
        "Main is forced back while the bot works.",
        "Compare-and-swap on the pinned commit; a fast-forward is not enough.",
    ),
    Attack(
        "B8",
        "The content changes between a command and the bot's look.",
        (
            "A command binds to the bot's newest status on the present head: older "
            "than the comment, and with the digest and the people of now. One on a release "
            "that is on its way binds to the newest entry, the app's stop and the catalog's "
            "files: each strictly older than the comment."
        ),
    ),
    Attack(
        "B9",
        "A person merges by hand, in whatever way.",
        (
            "What is on main must follow from the logs and from what the bot left "
            "last; else its mini program stops until it does again."
        ),
    ),
    Attack(
        "B10",
        "An objection in the last second.",
        "An objection with a reason goes before every approval.",
    ),
    Attack(
        "B11",
        "Labels as state.",
        "No label is ever read.",
    ),
    Attack(
        "B12",
        "Bytes leave and return.",
        "Every commit since the announcement must hold the announced bytes.",
    ),
    Attack(
        "B14",
        "A middle commit hides what the net difference does not show.",
        "Every commit is compared with its parent; at most fifty.",
    ),
    Attack(
        "B15",
        "The server writes another tree and says success.",
        "Every look derives the newest bot commit anew from its parent.",
    ),
    Attack(
        "C1",
        "The bad file stands behind a page of good ones.",
        "Complete trees are compared by git; the files endpoint is never asked.",
    ),
    Attack(
        "C3",
        "A protected file is renamed.",
        "Trees know no renames: it is a deletion, and nothing is deleted.",
    ),
    Attack(
        "C4",
        "A request is a link or a submodule.",
        "Modes are read; only 100644 is a document.",
    ),
    Attack(
        "C6",
        "Only a mode changes.",
        "A mode is part of what is compared.",
    ),
    Attack(
        "C7",
        "A path in the text of a document.",
        ("Paths come from a closed ASCII grammar, never from text; path and content must agree."),
    ),
    Attack(
        "C9",
        "Trees with entries that git refuses.",
        "The objects of a branch pass git's fsck; there is no work tree.",
    ),
    Attack(
        "C10",
        "Something rides along with a request.",
        "Every path is denied that is not the request or its version file.",
    ),
    Attack(
        "C13",
        "Other encodings and line ends.",
        "Strict UTF-8 with LF before any parser.",
    ),
    Attack(
        "C14",
        "An object of a fork is readable in the base repository.",
        "Being readable is nothing: trusted is what is reachable from main.",
    ),
    Attack(
        "C15",
        "Replace refs change what git shows.",
        (
            "Replace refs, grafts, hooks and settings of machine and user are off "
            "in every call of git."
        ),
    ),
    Attack(
        "C16",
        "Two blobs with one SHA-1.",
        "Entries hold SHA-256 of the bytes too.",
    ),
    Attack(
        "C17",
        "A very large blob.",
        "Larger than 64 KiB is not even fetched.",
    ),
    Attack(
        "C19",
        "An old branch lacks what main has gained.",
        ("The result is main's tree and the named blobs; nothing is taken from the branch's tree."),
    ),
    Attack(
        "C21",
        "Folders without end, files without number.",
        (
            "A descent only where trees differ, to a greatest depth; caps on bytes,"
            " time and commits."
        ),
    ),
    Attack(
        "D1",
        "Duplicate keys.",
        "The loader refuses them, naming both places.",
    ),
    Attack(
        "D2",
        "Anchors, merge keys, directives, further documents.",
        "The loader works on events and refuses them.",
    ),
    Attack(
        "D3",
        "An alias bomb.",
        "Refused before anything is built.",
    ),
    Attack(
        "D4",
        "Documents too wide, numbers too great, nothing at all.",
        "Limits on keys and values; numbers are bounded.",
    ),
    Attack(
        "D5",
        "Very deep nesting.",
        ("A depth limit on events, without recursion; one request never stops another."),
    ),
    Attack(
        "D6",
        "Texts that YAML takes for other types.",
        (
            "No implicit types but null, true, false and plain integers; versions "
            "compare number by number."
        ),
    ),
    Attack(
        "D8",
        "Tags.",
        "Every explicit tag is refused.",
    ),
    Attack(
        "D10",
        "A newline at the end, patterns with loose ends.",
        "Patterns are matched against the whole text.",
    ),
    Attack(
        "D12",
        "URLs that only look like some.",
        "Patterns of our own; `format` is never relied on.",
    ),
    Attack(
        "D13",
        "Unknown fields.",
        "Every object of every schema is closed.",
    ),
    Attack(
        "D14",
        "Texts that make patterns slow.",
        "Length before pattern, patterns that are linear.",
    ),
    Attack(
        "D15",
        "A request chooses its schema.",
        "The path picks the schema, from main; nothing is fetched.",
    ),
    Attack(
        "D17",
        "A target whose id looks like another's.",
        "Targets come from the closed list of the catalog on main, never from text.",
    ),
    Attack(
        "D18",
        "What is read is not what is parsed.",
        "The comment shows the canonical rendering, and the digest is of that.",
    ),
    Attack(
        "D21",
        "A secret in a request, a path or a reason.",
        "It is refused, or left out, and never echoed.",
    ),
    Attack(
        "E1",
        "Commands in quotes, fences, lists, HTML, e-mails.",
        (
            "A Markdown parser decides: a command is one line alone as a top-level "
            "paragraph, and nothing after raw HTML counts; `/reject code` counts as "
            "the first line of a review only."
        ),
    ),
    Attack(
        "E2",
        "A comment or a review is edited into a command.",
        "What was edited is no command.",
    ),
    Attack(
        "E4",
        "Markers, statuses and comments are forged, edited or deleted.",
        (
            "They are displays, derived from main; the bot's own are known by "
            "numeric id and marker, and what others edited is put right."
        ),
    ),
    Attack(
        "E5",
        "A command for another's release.",
        (
            "A command names no release, and says the version again where it ends one; who "
            "may is asked of the catalog on main for the release that the pull request carries."
        ),
    ),
    Attack(
        "E8",
        "Text that mentions, links, embeds or breaks out.",
        (
            "Other people's text stands in code only, its fence longer than any run"
            " in it; commit messages hold ids only."
        ),
    ),
    Attack(
        "E11",
        "A command is refused, and later all it lacked is there.",
        (
            "What makes it possible makes the bot set a newer status, or write a newer "
            "entry, and a command binds to an older one; clocks are asked at its time too; one "
            "that was answered is spent."
        ),
    ),
    Attack(
        "E13",
        "A command is seen again: by another run, another event, another bot.",
        (
            "Its comment's id stands in the entry that accounts for it, and is counted "
            "once for ever; of doubled answers the first stays."
        ),
    ),
    Attack(
        "E15",
        "In haste something old or removed is brought back, or a stop is talked away.",
        (
            "No command leads back: what is over comes back by a reviewed document alone, what "
            "was force removed never, and a stop is lifted by two."
        ),
    ),
    Attack(
        "F1",
        "A job that may write checks out a pull request and runs it.",
        (
            "Its check-out names main, and no script fetches another ref; a fork's code is "
            "fetched as objects, by a job that may only read, and run by none."
        ),
    ),
    Attack(
        "F2",
        "A pull request edits the workflow that would judge it.",
        (
            "The file that may write starts only by events for which GitHub takes main's copy; "
            "those of the merge commit may read, or nothing."
        ),
    ),
    Attack(
        "F3",
        "A title, a branch, a comment or a file's name is a script.",
        (
            "No script holds an expression; the payload is read as JSON, and no line that is "
            "printed begins a command of the runner."
        ),
    ),
    Attack(
        "F6",
        "A fork's run leaves something in the cache that a job takes out again.",
        "No job restores a cache.",
    ),
    Attack(
        "F7",
        "A run hands over a number or a verdict that it made up.",
        "No artifact and no result of a run is read: its end is a hint to look.",
    ),
    Attack(
        "F8",
        "An action or a package is another one today.",
        "Two actions, both GitHub's own, by their full hash; packages are wheels by their hashes.",
    ),
    Attack(
        "F9",
        "A token is found in the work tree, among arguments or in an artifact.",
        "The check-out keeps none, the one step that needs it has it, and nothing is uploaded.",
    ),
    Attack(
        "F10",
        "The token may more than it is needed for.",
        "Nothing for the whole file; each job says its scopes, and none may write workflows.",
    ),
    Attack(
        "F11",
        "A payload, or the environment of a job, names somebody else as the one who acted.",
        (
            "Neither is believed: GitHub is asked who wrote the comment, and who started the run"
            " (triggering_actor); numeric ids alone count."
        ),
    ),
    Attack(
        "F12",
        "An old run is run again.",
        (
            "An event is a hint; what is on main counts once; a bot older than main"
            " asks for does not write. A button counts in the first attempt of its run only."
        ),
    ),
    Attack(
        "F13",
        "A writer starts the bot's workflow on a branch, with a file that says what they like.",
        (
            "The environment with the App's key is restricted to main. A button counts in a run of"
            " the bot's own file, on main, made of a commit that main holds."
        ),
    ),
    Attack(
        "F14",
        "The work tree brings a module that the bot imports.",
        (
            "The bot runs from an empty folder by an interpreter that reads neither the folder "
            "nor the environment for code."
        ),
    ),
    Attack(
        "F16",
        "A link in the head leads to the runner's own files.",
        "There is no work tree of the head: its files are read as git objects.",
    ),
    Attack(
        "F17",
        "A condition is always true.",
        "Conditions are single expressions on one line; four linters and our own rules read them.",
    ),
    Attack(
        "F18",
        "A runner keeps what the run before left.",
        "All jobs are on GitHub's hosted runners, new for each.",
    ),
    Attack(
        "F20",
        "A key is exchanged, and the old one is still about.",
        (
            "The run mints its token anew; with a key that was taken back it stops with one "
            "line, and the next run with the new key goes on (docs/operations.md)."
        ),
    ),
    Attack(
        "G1",
        "The log or what follows from it is edited.",
        (
            "A pull request may not touch it; on main the chain, the derived files "
            "and the bot's last state of each log are checked at every look."
        ),
    ),
    Attack(
        "G4",
        "The bytes of an applied request come again.",
        (
            "An identity that is on main is consumed; a withdrawn one needs a new "
            "round and new approvals."
        ),
    ),
    Attack(
        "X21",
        "An event arrives twice, and two runs of it are at work at once.",
        "An entry is named after its cause, and main moves by compare-and-swap.",
    ),
    Attack(
        "X22",
        "An event never arrives.",
        "The scheduled pass looks at every open pull request, and needs no event.",
    ),
    Attack(
        "X25",
        "Events are dropped, late, doubled and in another order.",
        "An event says where to look and nothing more: each run decides by what it finds.",
    ),
    Attack(
        "X27",
        "What the bot does as an App starts runs of the bot.",
        "A run at which nothing is to be done writes nothing; a bot's comment starts no job.",
    ),
    Attack(
        "X49",
        "One poisoned pull request or document.",
        (
            "Each pull request is looked at apart; what cannot be read is a "
            "finding, or a failure of its own."
        ),
    ),
    Attack(
        "X50",
        "GitHub was away for hours, and everything waits at once.",
        (
            "A pass looks first at what stops something, then at what is withdrawn, then at what "
            "goes on, and last at what is new; where the hour's requests end, the next goes on."
        ),
    ),
    Attack(
        "S1",
        "A version changes after it is on main.",
        "It is compared with the file on main.",
    ),
    Attack(
        "S2",
        "Somebody without a role reopens.",
        "Who reopens applies, and must be a releaser.",
    ),
    Attack(
        "S3",
        "Somebody who is no releaser closes, be it the bot's own account.",
        "It lapses; no withdrawal is claimed.",
    ),
    Attack(
        "S4",
        "Who closed was deleted since.",
        "The ghost has the id 0, on no list.",
    ),
    Attack(
        "S5",
        "The branch is deleted.",
        "That closes the pull request, an act with an actor.",
    ),
    Attack(
        "S6",
        "The fork is deleted.",
        "Its pushers are unknown; where GitHub closes the pull request with it, the request is "
        "withdrawn by whoever deleted it, or lapses.",
    ),
    Attack(
        "S7",
        "The branch is deleted and restored, to lose its pushers.",
        "Earlier pushes count whose commits are still there.",
    ),
    Attack(
        "S8",
        "A pull request without any change.",
        "It is none of the bot's business.",
    ),
    Attack(
        "S9",
        "Many commits that change nothing.",
        "The bytes count, not the commits.",
    ),
    Attack(
        "S10",
        "The branch becomes another release while one is under review.",
        "The pull request stays with the release that it carries.",
    ),
    Attack(
        "S11",
        "The branch loses the request while it is under review.",
        "As before; closing it still takes the request back.",
    ),
    Attack(
        "S12",
        "After a rejection the branch brings another release.",
        (
            "Acts that an entry of one release has accounted for apply for no "
            "other; a push alone applies for nothing."
        ),
    ),
    Attack(
        "S13",
        "Rejected code is applied for again, here or elsewhere.",
        "The rejection stands in the log of the identity.",
    ),
    Attack(
        "S14",
        "A pull request that was overtaken is opened again.",
        ("One pull request at a time carries a release; the comment of the other says so."),
    ),
    Attack(
        "S15",
        "An orphan branch.",
        "A commit without a parent is refused.",
    ),
    Attack(
        "S16",
        "All changes stand in a merge commit.",
        "What a merge brings is compared too.",
    ),
    Attack(
        "S17",
        "A reviewer applies, then approves.",
        "The requester is a contributor.",
    ),
    Attack(
        "S18",
        "Opened by one, applied for by another.",
        "The requester is who applied; who opened is a contributor.",
    ),
    Attack(
        "S19",
        "One reviewer approves twice.",
        "Seats are filled by persons.",
    ),
    Attack(
        "S20",
        "An approval in the second of the announcement.",
        "Strictly after, and the comment says so.",
    ),
    Attack(
        "S21",
        "Logins of unusual form.",
        "Logs take any login that GitHub gives.",
    ),
    Attack(
        "S22",
        "A force-push by the later approver.",
        "Who force-pushes is a contributor.",
    ),
    Attack(
        "S23",
        "An outsider presses Ready for review.",
        "Who presses it applies, and must be a releaser.",
    ),
    Attack(
        "S24",
        "A releaser applies for an outsider's branch.",
        "The author need not be a releaser.",
    ),
    Attack(
        "S25",
        "A submodule or a link in place of the log.",
        "The path is not allowed, whatever the mode.",
    ),
    Attack(
        "S26",
        "A contributor's address in other letters.",
        "GitHub resolves it; an unknown one is somebody unknown.",
    ),
    Attack(
        "S27",
        "A long branch that touches nothing of ours.",
        "It is none of the bot's business, however long.",
    ),
    Attack(
        "S28",
        ("A developer force-pushes another release under a releaser's act of applying."),
        ("Where nobody reviews, a push by anybody but a releaser from the act on voids it."),
    ),
    Attack(
        "S29",
        "A pull request that was overtaken brings another release, by a push alone.",
        (
            "The entries of every log that may have known it are asked, not only the status "
            "that names the last pull request."
        ),
    ),
    Attack(
        "S30",
        "A developer force-pushes a release for review under a releaser's act of applying.",
        "A force-push by anybody but a releaser voids an act that no entry has accounted for.",
    ),
    Attack(
        "S31",
        "A stranger opens pull requests from somebody else's commits, to stop the release.",
        "Whoever is on no list of the catalog stops nobody: only their own is refused.",
    ),
    Attack(
        "S32",
        "An admin marks owners and reviewers as machines, so that nobody can approve.",
        "Who counts as a machine among people with other roles changes by two owners only.",
    ),
    Attack(
        "S33",
        "The mode becomes app over a catalog that was changed by hand: all would stop for ever.",
        "What such a catalog would be refused for is asked before the mode or genesis changes.",
    ),
)
