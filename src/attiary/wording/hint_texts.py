"""What each hint says: alike everywhere, or in the words of the face that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attiary.errors import N_
from attiary.hints import Hint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from attiary.errors import Error, Failure

SHARED = {
    Hint.ADD_GIT_ATTRIBUTE: N_(
        "Add the line `{line}` at the end of .gitattributes in {folder}, then try again."
    ),
    Hint.ADD_TO_SPARSE_CHECKOUT: N_(
        "Run `git sparse-checkout add {path}` at the top of the repository, then try again."
    ),
    Hint.ALLOW_READING_AND_WRITING: N_("Give yourself permission to read and write it, then try again."),
    Hint.ALLOW_WRITING: N_("Give yourself permission to write it, then try again."),
    Hint.ASK_FOR_LESS: N_(
        "Use fewer filters and sorts (Attio limits their cost), or try again in a few minutes."
    ),
    Hint.ASK_FOR_VALUE: N_("Compare it with a value instead: {possible}."),
    Hint.CHANGE_OBJECT_SLUG: N_("Give the object another slug in Attio."),
    Hint.CHECK_DISK_AND_OUTPUT: N_("Check the disk and where the output goes."),
    Hint.CHECK_FOLDER: N_("Check that its folder exists and that you may write there."),
    Hint.CHECK_NETWORK: N_("Check your network, then try again."),
    Hint.CHECK_NETWORK_PATH: N_("Check the network between here and Attio."),
    Hint.CHECK_PERMISSIONS: N_("Check the permissions of the file and of its folder."),
    Hint.CHECK_PERMISSIONS_AND_SPACE: N_(
        "Check the permissions of its folder, and that the disk is not full."
    ),
    Hint.CHOOSE_VIEW: N_("Its views are: {titles}."),
    Hint.CHOOSE_WRITABLE_FOLDER: N_("The disk is read-only; choose a folder that can be written to."),
    Hint.COMMIT_OR_REVERT: N_("Commit or discard your changes, then try again."),
    Hint.COPY_KEY_AGAIN: N_("Copy it again from Attio's workspace settings; it is 64 letters and digits."),
    Hint.CORRECT_ENV_LINE: N_("Write it as NAME=value, with quotes on both sides or on neither."),
    Hint.CORRECT_FILTER: N_("Correct the filter {source}."),
    Hint.CORRECT_JSON_FILTER: N_("Check quotes and braces, duplicate names, and numbers that are too large."),
    Hint.CORRECT_LINE: N_("Correct the line it names, then try again."),
    Hint.CORRECT_PATIENCE: N_(
        "Give the seconds for which one request is tried again, for example {example}, or leave it unset."
    ),
    Hint.DID_YOU_MEAN: N_("Do you mean one of these: {near}?"),
    Hint.DRY_RUN_CHANGES_NOTHING: N_("A dry run changes nothing."),
    Hint.FETCH_ALL: N_("If this is a partial clone, fetch the missing parts with git, then try again."),
    Hint.FILTER_BY_NAME: N_("To filter by a name, write for example {example}."),
    Hint.FILTER_EXAMPLE: N_("Write for example name~corp."),
    Hint.FILTER_EXAMPLES: N_(
        "Write for example name~corp, created_at>=2026-01-01, value<100, email? or !name=Acme."
    ),
    Hint.FILTER_OR_VIEW: N_("Leave one of them out, or add the filter to the view in Attio."),
    Hint.FINISH_OR_ABORT: N_("Finish it, or abort it with `{way_out}`, then try again."),
    Hint.FORGET_PARENT: N_("Forget the record instead: the file names it under `parent`."),
    Hint.FREE_QUOTA: N_("Free some space within your quota, then try again."),
    Hint.FREE_SPACE: N_("Free some space, then try again."),
    Hint.GIVE_A_TEXT: N_("Give part of a name or domain."),
    Hint.GIVE_A_VALUE: N_("Write a value after it, or ask with ? whether there is one."),
    Hint.GIVE_FORGOTTEN_ID: N_(
        "Give its id, an email address or a domain that it had when it was forgotten."
    ),
    Hint.GIVE_ONE_OR_MORE: N_("Give ahead=1 or more."),
    Hint.GIVE_SCOPES: N_(
        "Give the key these scopes in Attio's workspace settings, then try again: {scopes}."
    ),
    Hint.GIVE_SCOPES_AND_IMPORT: N_("In Attio, give the key {scopes}, then import again."),
    Hint.GIVE_ZERO_OR_MORE: N_("Give patience_seconds=0 or more."),
    Hint.IMPORT_ALL_OR_IDS: N_("Import all of it, or name records by their ids."),
    Hint.IMPORT_MAKES_ONE: N_("The next import makes one."),
    Hint.IMPORT_RECORD_AGAIN: N_("Import the record, then try again."),
    Hint.IMPORT_TO_COMMIT: N_("Nothing was lost: import again to commit."),
    Hint.INSTALL_GIT: N_("Install git, then try again."),
    Hint.KEEP_FEWER_ATTRIBUTES: N_("Keep fewer attributes in the catalog; the file holds them all."),
    Hint.LOOK_AGAIN: N_("Nothing was done. Look at what it would do now, and confirm that."),
    Hint.LOOK_AT_FILE: N_("Look at the file and its folder, then try again."),
    Hint.MEND_FILE: N_("Repair it, or delete it and import the record again."),
    Hint.MEND_GIT: N_("Fix what git reports, then try again. Nothing was lost."),
    Hint.MEND_GIT_OR_OTHER_FOLDER: N_("Fix what git reports, or choose another folder."),
    Hint.MERGE_ONE_TYPE: N_("The records that were named are of these types: {kinds}."),
    Hint.MOVE_AWAY: N_("Move it away."),
    Hint.MOVE_AWAY_AND_IMPORT: N_("Move it away, then import again."),
    Hint.MOVE_OR_OTHER_FOLDER: N_("Move it elsewhere, or choose another folder, then try again."),
    Hint.NAME_A_FILE: N_("Name one of these files instead: {paths}"),
    Hint.NAME_A_FOLDER: N_("Name a folder."),
    Hint.NAME_A_PART: N_("Name one of its parts: {parts}."),
    Hint.NAME_A_REFERENCE: N_("These attributes do: {known}."),
    Hint.NAME_A_TARGET: N_("Name an object or a list, for example `companies`, `people` or `list sales`."),
    Hint.NAME_FILE_BELOW: N_("Name a file below the folder, without `..` and without special characters."),
    Hint.NAME_ONE_TARGET: N_("Name only one object or list."),
    Hint.NAME_SURVIVOR_LAST: N_("Name the merged records first, and last the record that they became."),
    Hint.NAME_VIEW_BY_ID: N_("Name one by its id: {ids}."),
    Hint.NO_VIEWS: N_("It has no saved view that this key can see."),
    Hint.ONE_WAY_TO_SELECT: N_("Use one of them alone, without anything else that selects records."),
    Hint.OTHER_FOLDER: N_("Choose another folder."),
    Hint.OTHER_FOLDER_OR_KEY: N_(
        "Choose another folder for this workspace, or use the other workspace's key."
    ),
    Hint.READ_FROM_BEGINNING: N_("Start from the beginning."),
    Hint.REMOVE_LINK: N_("Remove the link that stands there, then try again."),
    Hint.REMOVE_LINK_OR_FILE: N_(
        "Remove the link or file that stands where a folder belongs, then try again."
    ),
    Hint.RENAME_OBJECT_SLUG: N_(
        "Rename the object's slug in Attio to small letters, digits, hyphens and underscores."
    ),
    Hint.RESOLVE_CONFLICTS: N_("Resolve them (`git status` names them), then try again."),
    Hint.RESTORE_FILE: N_("Restore it from the folder's history: git checkout HEAD -- {file}"),
    Hint.REVERT_EDIT: N_("Undo your edit (git checkout HEAD -- {path}), then try again."),
    Hint.SAVE_AS_UTF8: N_("Save it as UTF-8 in your editor."),
    Hint.SEE_FILTER_GUIDE: N_("See docs.attio.com/rest-api/guides/filtering-and-sorting."),
    Hint.SIMPLIFY_QUERY: N_("Use valid characters, smaller numbers and less nesting."),
    Hint.SORT_BY_OTHER: N_("Sort by something else."),
    Hint.SORT_EXAMPLES: N_("Write for example name, -created_at, name.last_name or company.name."),
    Hint.START_AGAIN: N_("Start again."),
    Hint.TAKE_EITHER_SIDE: N_("Take either side whole, for example with `{way_out}`, then try again."),
    Hint.TRY_IN_MINUTES: N_("Try again in a few minutes."),
    Hint.TRY_LATER: N_("Try again later."),
    Hint.TYPE_CANNOT_BE_FILTERED: N_("Attio documents no filter for this type."),
    Hint.UPDATE_ATTIARY: N_("Update Attiary, then try again."),
    Hint.UPDATE_GIT: N_("Update git, then try again."),
    Hint.USE_OTHER_OPERATOR: N_("It can be compared with: {symbols}"),
    Hint.VIEW_ID_OR_FILTER: N_("Name the view by its id, or use a filter."),
    Hint.WAIT_FOR_END: N_("Wait for it to end, then try again."),
    Hint.WAIT_FOR_PROGRAM: N_("Wait until it has ended, then try again."),
    Hint.WAIT_OR_REMOVE_LOCK: N_("Wait for it to end. If none is running, remove that file, then try again."),
    Hint.WRITE_AS_ARRAY: N_('Write it as {key} = ["one_slug", "another_slug"], then try again.'),
    Hint.WRITE_ONE_EQUALS: N_(
        "Write one =, as in name=Acme. For a text that begins with =, use a filter in JSON."
    ),
    Hint.WRITE_TITLES_WHOLE: N_(
        "Write titles whole, as Attio shows them, such as stage=In progress; or use their ids."
    ),
}
"""What is said alike at every face."""

AT_TERMINAL = {
    Hint.ANSWER_YES: N_("Add --yes to do it without being asked."),
    Hint.ASK_FOR_EACH: N_("If that is so, `attiary import --refresh` asks for each of them."),
    Hint.BROWSE_LISTS: N_(
        "Check the slug or id: `attiary browse lists` shows lists; objects are companies, people, …"
    ),
    Hint.BROWSE_SHOWS_IDS: N_("`attiary browse` shows ids; to look for a name use --search."),
    Hint.CHECK_BASE_URL: N_("Check that ATTIO_BASE_URL names Attio's API."),
    Hint.CHECK_BASE_URL_AND_CLOCK: N_("Check ATTIO_BASE_URL and the date of this machine."),
    Hint.CHECK_BASE_URL_OR_FILTER: N_(
        "Check that ATTIO_BASE_URL names Attio's API, or leave out very large records with a filter."
    ),
    Hint.CHOOSE_PORT: N_("Choose another port, or leave --port out to take a free one."),
    Hint.CONNECT_AGAIN: N_("Run `attiary connect` again when you have a key."),
    Hint.CONNECT_OR_DEMO: N_("Run `attiary connect`, or `attiary demo` to look around without a key."),
    Hint.CONNECT_OR_SET_KEY: N_("Run `attiary connect`, or set ATTIO_API_KEY."),
    Hint.CORRECT_BASE_URL: N_(
        "ATTIO_BASE_URL must begin with https://, or with http:// and name this machine."
    ),
    Hint.CORRECT_DATABASE_URL: N_(
        "Set ATTIARY_DATABASE_URL to sqlite:////absolute/path.db, or leave it unset."
    ),
    Hint.DELETE_FILES_AND_REINDEX: N_(
        "Its files stay as they are; to be rid of them, delete them and run `attiary reindex`."
    ),
    Hint.FINISH_IMPORT: N_("Finish it: attiary import --again"),
    Hint.GIVE_ONLY_ONE: N_("Give only one of --all, --id and a search (--search, --filter, --view)."),
    Hint.GO_TO_FOLDER: N_("Go to the folder you import into, or name it with --folder."),
    Hint.IMPORT_FIRST: N_("Import it first: `attiary import`."),
    Hint.IMPORT_GOES_ON: N_("Run the same command or `attiary import --again` to continue."),
    Hint.IMPORT_OR_REINDEX: N_("The next import writes it again; `attiary reindex` removes its row."),
    Hint.LEAVE_EXPAND_OUT: N_("No attribute here refers to records: leave out --expand."),
    Hint.LIST_COMMITS: N_("`attiary log` shows the ids. Give at least four characters."),
    Hint.LIST_FIELDS: N_("`attiary fields {target}` shows them all."),
    Hint.LIST_IMPORTS: N_("`attiary log` shows the imports; a new clone has no receipts."),
    Hint.LIST_SLUGS: N_("`attiary fields` without options shows the slugs."),
    Hint.LIST_THE_LISTS: N_("`attiary browse lists` shows the slugs."),
    Hint.MAKE_CATALOG_FOLDER: N_(
        "Create it yourself, or set ATTIARY_DATABASE_URL to a place where you may write."
    ),
    Hint.MARK_WITH_YES: N_("To mark what is gone, import again with --yes."),
    Hint.MOVE_AWAY_AND_REINDEX: N_("Move it away, then run `attiary reindex` to make the rows again."),
    Hint.NAME_A_FILE_OR_REINDEX: N_(
        "Name a file like attio/person/ada.json, or rebuild the catalog: attiary reindex"
    ),
    Hint.NAME_PRESENT_RECORD: N_("Name last the record that Attio has now; `attiary import` imports it."),
    Hint.REMEMBER_IT: N_("`attiary remember {id}` lets it in again."),
    Hint.REMEMBER_THE_OTHER: N_("If it is another one, `attiary remember {id}` lets it in."),
    Hint.REMOVE_AND_REINDEX: N_("Remove it and run `attiary reindex`: it can be rebuilt."),
    Hint.REPLACE_DAMAGED_CATALOG: N_(
        "Move it away and run `attiary reindex`; links to experiments are only in a backup of it."
    ),
    Hint.REPLACE_KEY: N_("Run `attiary connect` to enter a key that works."),
    Hint.REPLACE_LINK_OR_SET_KEY: N_("Replace the link by a file, or set ATTIO_API_KEY in the environment."),
    Hint.RESTORE_OWNER: N_(
        "Restore the file, or delete it to get a new id; then run `attiary reindex` with a new catalog."
    ),
    Hint.RETRY_OR_REINDEX: N_("Try again. If it fails again, move the file away and run `attiary reindex`."),
    Hint.SAY_WHAT_TO_IMPORT: N_("Say what to import, for example: attiary import people --all"),
    Hint.SEARCH_IMPORTS: N_("`attiary imports --search TEXT` searches what was imported."),
    Hint.SEARCH_LISTS: N_("Use --search, or look into one list: attiary browse list SLUG"),
    Hint.SEE_HELP: N_("See `attiary --help`."),
    Hint.SHOW_LOG: N_("`attiary log` shows the commits there are."),
    Hint.UNDO_WITH_YES: N_("To take it back without being asked: attiary undo --yes"),
    Hint.UNSHALLOW: N_("Fetch the rest with `git fetch --unshallow`, then try again."),
    Hint.UNTRACK_FILE: N_("Take it out with `git rm --cached {name}`, commit that, then try again."),
    Hint.UPDATE_OR_OTHER_CATALOG: N_("Update Attiary, or set ATTIARY_DATABASE_URL to another catalog."),
    Hint.USE_OWN_CATALOG: N_("Use a catalog of your own (ATTIARY_DATABASE_URL), or a folder of your own."),
    Hint.WAYS_TO_GIVE_KEY: N_(
        "Pipe the key into `attiary connect`, or set ATTIO_API_KEY, or run it in a terminal."
    ),
    Hint.WAYS_TO_SELECT: N_(
        "Add --all, --search TEXT, --filter TEST, --view VIEW or --id ID…, or pipe ids into it."
    ),
}
"""What names commands, their options or the environment: another face has a table of its own for these."""


def hint_of(error: Error | Failure, table: Mapping[Hint, str] = AT_TERMINAL) -> str:
    """What to do about an error: a sentence for translators that may name its fields, or "".

    `table` is how a face words what is not said alike everywhere.
    """
    return hint_text(error.hint, table) if error.hint else ""


def hint_text(hint: Hint, table: Mapping[Hint, str] = AT_TERMINAL) -> str:
    """What a hint says: a sentence for translators, "" where the face has no words for it."""
    return table.get(hint) or SHARED.get(hint, "")
