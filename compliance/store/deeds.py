"""Who did what: the words of the audit log, all of them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Deed(StrEnum):
    """What the log tells of. A word once used stays, since the log is never changed; `chinese` is how it is shown."""

    chinese: str

    def __new__(cls, word: str, chinese: str = "") -> "Deed":
        deed = str.__new__(cls, word)
        deed._value_, deed.chinese = word, chinese
        return deed

    DOCUMENT_ISSUED = "document issued", "出具文书"
    DOCUMENT_REPLACED = "document replaced", "文书被代替"
    DOCUMENT_WITHDRAWN = "document withdrawn", "撤回文书"
    VISIT_REQUESTED = "visit requested", "交出自查结果，预约上门"
    VISIT_HANDED_OVER_NEWER = "visit handed over newer", "交出新的自查结果"
    VISIT_CANCELLED = "visit cancelled", "取消预约，收回交出的内容"
    VISIT_DELETED = "visit deleted", "删除收回的内容"
    VISIT_RATED = "visit rated", "评价上门"
    VISIT_PLANNED = "visit planned", "安排上门"
    VISIT_DONE = "visit done", "记下已上门"
    VISITS_LISTED = "visits listed", "查看预约名单"
    VISIT_SHOWN = "visit shown", "查看交出的内容"
    EVIDENCE_EXPORTED = "evidence exported", "导出证明材料"
    ACCOUNT_CREATED = "account created", "添加账号"
    ACCOUNT_CHANGED = "account changed", "修改账号"
    ACCOUNT_RESET = "account reset", "重置账号的密码"
    ACCOUNT_CLOSED = "account closed", "停用账号"
    ACCOUNTS_LISTED = "accounts listed", "查看账号名单"
    PASSWORD_CHANGED = "password changed", "修改自己的密码"
    SIGNED_IN = "signed in", "登录"
    SIGN_IN_REFUSED = "sign-in refused", "登录没有成功"
    SIGNED_OUT = "signed out", "退出登录"
    CHECKS_PURGED = "checks purged", "删除放得太久的自查"
    VISIT_TAKEN = "visit taken", "受理预约"
    MATTER_OPENED = "matter opened", "受理事项"
    MATTER_MOVED = "matter moved", "办理事项"
    MATTER_COMPUTED = "matter computed", "推算事项的结论"
    MATTER_DECIDED = "matter decided", "作出事项的决定"
    MATTER_SHOWN = "matter shown", "查看事项"
    MATTER_DECISIONS_SHOWN = "matter decisions shown", "查看事项的决定"
    MATTERS_LISTED = "matters listed", "查看事项名单"
    MATTER_PURGED = "matter purged", "删除保存期满的事项"
    LIKE_CASES_SHOWN = "like cases shown", "查看同类案件"
    HISTORY_SHOWN = "history shown", "查看以前的违法记录"
    HISTORY_TRIED = "history tried", "试导入以前的违法记录"
    HISTORY_IMPORTED = "history imported", "导入以前的违法记录"
    WALK_SHOWN = "walk shown", "查看现场检查"
    WALK_LISTS_CHOSEN = "walk lists chosen", "选择现场检查的清单"
    WALK_ANSWERED = "walk answered", "记下现场检查的回答"
    WALK_PHOTO_ADDED = "walk photo added", "添加现场照片"
    WALK_PHOTO_SHOWN = "walk photo shown", "打开现场照片"
    WALK_PHOTO_REMOVED = "walk photo removed", "删去现场照片"
    PAPER_FILED = "paper filed", "把文书归入事项"
    PAPER_TAKEN = "paper taken", "下载事项的文书"
    PAPER_DRAFTED = "paper drafted", "下载文书的可编辑稿"
    PAPERS_LISTED = "papers listed", "查看事项的文书"
    PAPERS_ASKED_FOR = "papers asked for", "成批出具文书"
    PAPERS_TAKEN = "papers taken", "下载成批的文书"
    FOLLOW_UP_PLANNED = "follow-up planned", "安排回访"
    FOLLOW_UP_MADE = "follow-up made", "记录回访"
    FOLLOW_UPS_SHOWN = "follow-ups shown", "查看回访"
    CREDIT_REPAIR_MOVED = "credit repair moved", "登记信用修复"
    CREDIT_REPAIRS_LISTED = "credit repairs listed", "查看信用修复名单"
    HISTORY_UPLOADED = "history uploaded", "上传以前的违法记录的文件"
    HISTORY_UPLOAD_REMOVED = "history upload removed", "删除上传的文件"
    MATTER_FAULT = "matter fault", "推算事项的结论时程序出错"
    NUMBERS_SHOWN = "numbers shown", "查看统计"
    NUMBERS_EXPORTED = "numbers exported", "导出统计"
    DRAFT_MADE = "draft made", "新建规则草稿"
    DRAFT_SAVED = "draft saved", "保存规则草稿"
    DRAFT_RENEWED = "draft renewed", "把新发布的内容并入规则草稿"
    PACK_SUBMITTED = "pack submitted", "提交规则，等审核"
    PACK_RETURNED = "pack returned", "退回提交的规则"
    PACK_PUBLISHED = "pack published", "审核通过，发布规则"
    PACK_END_SUBMITTED = "pack end submitted", "提交撤下规则，等审核"
    PACK_WITHDRAWN = "pack withdrawn", "审核通过，撤下规则"
    STATUTE_AMENDED = "statute amended", "标记法律已修改，列出要复核的项"
    STATUTE_UNMARKED = "statute unmarked", "撤销标错的法律修改"
    ITEMS_REVIEWED = "items reviewed", "复核所依据的法律修改了的项"
    LIST_UPLOADED = "list uploaded", "上传清单，准备起草规则"
    LIST_UPLOAD_REMOVED = "list upload removed", "删除上传的清单"
    REPORT_ASKED_FOR = "report asked for", "做规则草稿的报告"
    REPLAYED_LISTED = "replayed listed", "查看草稿会改变的事项名单"
    REPLAYED_SHOWN = "replayed shown", "查看草稿会改变的一件事项"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: an officer by the name of the account, or somebody at the office's command line."""

    name: str
    kind: Literal["enterprise", "officer", "system"]


ENTERPRISE = Actor("企业", "enterprise")
"""Whoever holds the address of a self-check or the code of a visit; nobody is told apart from another."""
PROGRAM = Actor("程序", "system")
"""What nobody asked for, such as deleting what was kept long enough."""
