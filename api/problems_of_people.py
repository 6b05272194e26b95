"""What acts on accounts, sessions and keys refuse, each as a problem."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from api.access_keys import UnknownKey
from api.accounts import MalformedName, NameTaken, NoPassword, UnknownAccount
from api.holders import AdministratorsApart, WrongHolder
from api.own_password import NoOwnPassword, SamePassword, WrongPassword
from api.passwords import SHORTEST, WeakPassword
from api.problem import Problem, plain, unfit
from api.session_acts import UnknownSession

OF_PEOPLE: Mapping[type[Exception], Callable[[Any], Problem]] = MappingProxyType(
    {
        UnknownAccount: plain("not-found"),
        UnknownSession: plain("not-found"),
        UnknownKey: plain("not-found"),
        NameTaken: lambda _: unfit("/name", "用户名已有人使用", "another account has this name"),
        MalformedName: lambda _: unfit(
            "/name", "用户名须为小写字母、数字、点、横线", "a name has small letters, digits, . _ -"
        ),
        NoPassword: lambda _: unfit(
            "/password",
            "该账号由身份认证服务管理,没有密码",
            "the account belongs to an identity provider and has no password here",
        ),
        NoOwnPassword: lambda _: Problem(
            kind="wrong-state",
            zh="您不是以用户名和密码登录的,没有可更改的密码",
            en="you did not sign in by a name and a password: there is none to change",
            members={"state": "no-password", "wanted": ["password"]},
        ),
        WrongPassword: lambda _: unfit(
            "/old",
            "旧密码不对;多次输错后须等一会儿再试",
            "the old password is another one; after several wrong ones, wait before the next",
        ),
        SamePassword: lambda _: unfit(
            "/password", "新密码与旧密码相同", "the new password is the old one"
        ),
        WeakPassword: lambda _: unfit(
            "/password",
            f"密码至少 {SHORTEST} 个字符,用户名和本系统的用词不计在内",
            f"a password has at least {SHORTEST} characters beside its account's name and words"
            " of this service",
        ),
        AdministratorsApart: lambda _: unfit(
            "/role",
            "系统管理员、安全保密管理员、安全审计员须由不同的人担任",
            "system, security and audit administrators have to be different people",
        ),
        WrongHolder: lambda _: unfit(
            "/role",
            "采购经办人、审批人须有采购单位,供应商须有供应商代码,其他角色都没有",
            "officers and approvers belong to an agency, suppliers to a supplier, others to none",
        ),
    }
)
"""Exception → problem."""
