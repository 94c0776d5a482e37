"""The policy on one page: which role may do what, how far, under which conditions.

The tests hold it against the whole permission matrix; `pncrecruit access coverage`
lists the rows of the matrix that are not built yet. What is not here is refused.
"""

from enum import Enum

from pncrecruit.access.rules import Grant, Role, ScopeKind


class Permission(Enum):
    """A deed on a kind of record: "object.action" as in the matrix."""

    RECRUITMENT_CALL_LIST = "recruitment_call.list"
    RECRUITMENT_CALL_READ = "recruitment_call.read"
    RECRUITMENT_CALL_CREATE = "recruitment_call.create"
    RECRUITMENT_CALL_UPDATE = "recruitment_call.update"
    RECRUITMENT_CALL_SET_REQUIREMENTS = "recruitment_call.set_requirements"
    RECRUITMENT_CALL_SET_SEATS = "recruitment_call.set_seats"
    RECRUITMENT_CALL_PUBLISH = "recruitment_call.publish"
    RECRUITMENT_CALL_CLOSE = "recruitment_call.close"
    CALL_ASSIGNMENT_LIST = "call_assignment.list"
    CALL_ASSIGNMENT_CREATE = "call_assignment.create"
    CALL_ASSIGNMENT_DELETE = "call_assignment.delete"
    APPLICATION_LIST = "application.list"
    APPLICATION_SEARCH = "application.search"
    APPLICATION_READ = "application.read"
    APPLICATION_CREATE = "application.create"
    APPLICATION_UPDATE = "application.update"
    APPLICATION_WITHDRAW = "application.withdraw"
    APPLICATION_MERGE = "application.merge"
    APPLICATION_EXPORT = "application.export"
    APPLICATION_CONTACT_READ = "application_contact.read"
    APPLICATION_CONTACT_UPDATE = "application_contact.update"
    APPLICATION_PEOPLE_CAPTURE = "application_people.capture"
    APPLICATION_PEOPLE_COUNT = "application_people.count"
    APPLICATION_LANGUAGE_READ = "application_language.read"
    APPLICATION_LANGUAGE_UPDATE = "application_language.update"
    APPLICATION_DOCUMENT_LIST = "application_document.list"
    APPLICATION_DOCUMENT_UPLOAD = "application_document.upload"
    APPLICATION_DOCUMENT_DOWNLOAD = "application_document.download"
    APPLICATION_DOCUMENT_VERIFY = "application_document.verify"
    APPLICATION_DOCUMENT_DELETE = "application_document.delete"
    STAGE_MOVE_READ_HISTORY = "stage_move.read_history"
    STAGE_MOVE_MOVE = "stage_move.move"
    STAGE_MOVE_MOVE_BULK = "stage_move.move_bulk"
    STAGE_MOVE_UNDO = "stage_move.undo"
    ASSESSMENT_SESSION_LIST = "assessment_session.list"
    ASSESSMENT_SESSION_CREATE = "assessment_session.create"
    ASSESSMENT_SESSION_UPDATE = "assessment_session.update"
    ASSESSMENT_SESSION_ASSIGN = "assessment_session.assign"
    ASSESSMENT_SESSION_RECORD_ATTENDANCE = "assessment_session.record_attendance"
    ASSESSMENT_SESSION_ASSIGN_PANEL = "assessment_session.assign_panel"
    CONFLICT_DECLARATION_CREATE = "conflict_declaration.create"
    CONFLICT_DECLARATION_LIST = "conflict_declaration.list"
    CONFLICT_DECLARATION_DECIDE = "conflict_declaration.decide"
    SELECTION_LIST_GENERATE = "selection_list.generate"
    SELECTION_LIST_READ = "selection_list.read"
    SELECTION_LIST_APPROVE = "selection_list.approve"
    SELECTION_LIST_PUBLISH = "selection_list.publish"
    SELECTION_LIST_EXPORT = "selection_list.export"
    REVIEW_REQUEST_LIST = "review_request.list"
    REVIEW_REQUEST_DECIDE = "review_request.decide"
    SELECTION_OFFER_LIST = "selection_offer.list"
    SELECTION_OFFER_MAKE = "selection_offer.make"
    SELECTION_OFFER_ANSWER = "selection_offer.answer"
    SCORE_ENTER = "score.enter"
    SCORE_READ = "score.read"
    SCORE_READ_OWN_ENTRY = "score.read_own_entry"
    SCORE_UPDATE = "score.update"
    SCORE_LOCK = "score.lock"
    SCORE_REQUEST_CHANGE = "score.request_change"
    SCORE_APPROVE_CHANGE = "score.approve_change"
    BULK_EXPORT_APPROVE = "bulk_export.approve"
    MESSAGE_SEND = "message.send"
    MESSAGE_READ = "message.read"
    MESSAGE_TEMPLATE_LIST = "message_template.list"
    MESSAGE_TEMPLATE_CREATE = "message_template.create"
    IMPORT_BATCH_UPLOAD = "import_batch.upload"
    IMPORT_BATCH_READ = "import_batch.read"
    IMPORT_BATCH_DOWNLOAD_ERRORS = "import_batch.download_errors"
    IMPORT_BATCH_APPLY = "import_batch.apply"
    IMPORT_BATCH_UNDO = "import_batch.undo"
    OFFICER_LIST = "officer.list"
    OFFICER_SEARCH = "officer.search"
    OFFICER_READ = "officer.read"
    OFFICER_CREATE = "officer.create"
    OFFICER_UPDATE = "officer.update"
    OFFICER_UPDATE_RANK = "officer.update_rank"
    POSTING_LIST = "posting.list"
    POSTING_REQUEST = "posting.request"
    POSTING_CREATE = "posting.create"
    POSTING_APPROVE = "posting.approve"
    RISK_SCORE_READ_NAMED = "risk_score.read_named"
    RISK_SCORE_READ_FACTORS = "risk_score.read_factors"
    RISK_SCORE_COUNT = "risk_score.count"
    ALERT_LIST = "alert.list"
    ALERT_READ = "alert.read"
    ALERT_ANSWER = "alert.answer"
    ALERT_CLOSE = "alert.close"
    ALERT_NOTICE_LIST = "alert_notice.list"
    ALERT_NOTICE_PRINT = "alert_notice.print"
    ALERT_NOTICE_RECORD = "alert_notice.record"
    ALERT_ROLLOUT_READ = "alert_rollout.read"
    ALERT_ROLLOUT_DRAW = "alert_rollout.draw"
    RETENTION_ACTION_LIST = "retention_action.list"
    RETENTION_ACTION_CREATE = "retention_action.create"
    RETENTION_ACTION_UPDATE = "retention_action.update"
    EQUITY_FIGURES_VIEW = "equity_figures.view"
    EQUITY_FIGURES_FILTER = "equity_figures.filter"
    EQUITY_FIGURES_DOWNLOAD = "equity_figures.download"
    LANGUAGE_COVERAGE_VIEW = "language_coverage.view"
    PUBLIC_PACK_READ = "public_pack.read"
    PUBLIC_PACK_DRAFT = "public_pack.draft"
    PUBLIC_PACK_APPROVE = "public_pack.approve"
    PROJECTION_VIEW = "projection.view"
    PROJECTION_KEEP = "projection.keep"
    MODEL_VERSION_READ_CARD = "model_version.read_card"
    MODEL_VERSION_READ_FAIRNESS = "model_version.read_fairness"
    MODEL_VERSION_ACTIVATE = "model_version.activate"
    AUDIT_LOG_LIST = "audit_log.list"
    AUDIT_LOG_SEARCH = "audit_log.search"
    AUDIT_LOG_READ = "audit_log.read"
    AUDIT_LOG_EXPORT = "audit_log.export"
    AUDIT_LOG_VERIFY = "audit_log.verify"
    RECORD_ACCESS_HISTORY_READ = "record_access_history.read"
    USER_ACCOUNT_LIST = "user_account.list"
    USER_ACCOUNT_READ = "user_account.read"
    USER_ACCOUNT_CREATE = "user_account.create"
    USER_ACCOUNT_UPDATE = "user_account.update"
    USER_ACCOUNT_DISABLE = "user_account.disable"
    USER_ACCOUNT_ENABLE = "user_account.enable"
    USER_ACCOUNT_SEND_RESET_LINK = "user_account.send_reset_link"
    USER_ACCOUNT_RESET_SECOND_FACTOR = "user_account.reset_second_factor"
    ROLE_GRANT_LIST = "role_grant.list"
    ROLE_GRANT_REQUEST = "role_grant.request"
    ROLE_GRANT_APPROVE = "role_grant.approve"
    ROLE_GRANT_APPROVE_ADMIN_OR_AUDITOR = "role_grant.approve_admin_or_auditor"
    ROLE_GRANT_REVOKE = "role_grant.revoke"
    UNIT_LIST = "unit.list"
    UNIT_READ = "unit.read"
    UNIT_CREATE = "unit.create"
    UNIT_UPDATE = "unit.update"
    UNIT_MOVE = "unit.move"
    UNIT_CLOSE = "unit.close"
    JOB_LIST = "job.list"
    OWN_PROFILE_READ = "own_profile.read"
    OWN_PROFILE_UPDATE = "own_profile.update"
    OWN_PASSWORD_CHANGE = "own_password.change"
    OWN_SECOND_FACTOR_ENROL = "own_second_factor.enrol"
    OWN_SESSION_LIST = "own_session.list"
    OWN_SESSION_REVOKE = "own_session.revoke"
    HEALTH_READ_LIVENESS = "health.read_liveness"


# deed, then role:scope[conditions joined by +] of each role that may do it.
_PAGE = """
recruitment_call.list            recruiter:call hr_lead:all manager:all auditor:all applicant:public officer:public anonymous:public
recruitment_call.read            recruiter:call hr_lead:all manager:all auditor:all applicant:public officer:public anonymous:public
recruitment_call.create          hr_lead:all
recruitment_call.update          hr_lead:all[draft_only]
recruitment_call.set_requirements hr_lead:all[draft_only+second_person]
recruitment_call.set_seats       hr_lead:all[second_person]
recruitment_call.publish         hr_lead:all[second_person]
recruitment_call.close           hr_lead:all
call_assignment.list             recruiter:own hr_lead:all auditor:all
call_assignment.create           hr_lead:all[not_self]
call_assignment.delete           hr_lead:all[not_self]
application.list                 recruiter:call hr_lead:all auditor:all[masked] applicant:own
application.search               recruiter:call hr_lead:all auditor:all[masked]
application.read                 recruiter:call[no_conflict] hr_lead:all[no_conflict] auditor:all[reason+view_log] applicant:own
application.create               recruiter:call[no_conflict+idempotent] hr_lead:all[no_conflict+idempotent] applicant:own[idempotent]
application.update               recruiter:call[no_conflict+version+before_lock] hr_lead:all[no_conflict+version] applicant:own[draft_only+version]
application.withdraw             recruiter:call[no_conflict+reason] hr_lead:all[no_conflict+reason] applicant:own
application.merge                hr_lead:all[second_person]
application.export               recruiter:call[filtered_list_up_to_500+masked_cui+reason+view_log] hr_lead:all[reason+second_person]
application_contact.read         recruiter:call[no_conflict] hr_lead:all[no_conflict] applicant:own
application_contact.update       recruiter:call[no_conflict+version] hr_lead:all[no_conflict+version] applicant:own[version]
application_people.capture       recruiter:call[no_conflict+write_only] applicant:own[may_refuse]
application_people.count         recruiter:figures hr_lead:figures auditor:figures
application_language.read        recruiter:call[no_conflict] hr_lead:all[no_conflict] auditor:all[reason+view_log] applicant:own
application_language.update      recruiter:call[no_conflict+version] hr_lead:all[no_conflict+version] applicant:own[draft_only]
application_document.list        recruiter:call[no_conflict] hr_lead:all[no_conflict] auditor:all[reason+view_log] applicant:own
application_document.upload      recruiter:call[no_conflict] hr_lead:all[no_conflict] applicant:own[draft_only]
application_document.download    recruiter:call[no_conflict+view_log] hr_lead:all[no_conflict+view_log] auditor:all[reason+view_log] applicant:own
application_document.verify      recruiter:call[no_conflict+sampled_second_look] hr_lead:all[no_conflict+sampled_second_look]
application_document.delete      hr_lead:all[second_person+reason] applicant:own[draft_only]
stage_move.read_history          recruiter:call[no_conflict] hr_lead:all auditor:all applicant:own
stage_move.move                  recruiter:call[no_conflict+next_only+reason_if_reject+version] hr_lead:all[no_conflict+next_only+reason_if_reject+version]
stage_move.move_bulk             recruiter:call[no_conflict+next_only] hr_lead:all[no_conflict+next_only]
stage_move.undo                  recruiter:call[own+within_30_min+nothing_followed] hr_lead:all[second_person+reason]
assessment_session.list          recruiter:call hr_lead:all auditor:all applicant:own
assessment_session.create        recruiter:call hr_lead:all
assessment_session.update        recruiter:call hr_lead:all
assessment_session.assign        recruiter:call[no_conflict] hr_lead:all[no_conflict]
assessment_session.record_attendance recruiter:call
assessment_session.assign_panel  hr_lead:all[no_conflict+not_self]
conflict_declaration.create      recruiter:own hr_lead:own manager:own admin:own auditor:own
conflict_declaration.list        recruiter:own hr_lead:all manager:own admin:own auditor:all
conflict_declaration.decide      hr_lead:all[not_self]
selection_list.generate          hr_lead:all[after_lock]
selection_list.read              recruiter:call[after_publish] hr_lead:all auditor:all applicant:own[after_publish]
selection_list.approve           hr_lead:all[second_person+not_requester+no_conflict]
selection_list.publish           hr_lead:all[second_person]
selection_list.export            hr_lead:all[reason] auditor:all[reason]
review_request.list              recruiter:call[read_only] hr_lead:all auditor:all applicant:own
review_request.decide            hr_lead:all[not_decider_before+no_conflict+reason]
selection_offer.list             recruiter:call hr_lead:all auditor:all
selection_offer.make             hr_lead:all
selection_offer.answer           recruiter:call[no_conflict] hr_lead:all[no_conflict]
score.enter                      recruiter:call[evaluator+no_conflict+blind+before_lock]
score.read                       recruiter:call[after_lock] hr_lead:all[after_lock] auditor:all[view_log] applicant:own[after_publish]
score.read_own_entry             recruiter:own
score.update                     recruiter:own[evaluator+before_lock+version]
score.lock                       hr_lead:all[not_scorer]
score.request_change             recruiter:call[after_lock+reason] hr_lead:all[after_lock+reason]
score.approve_change             hr_lead:all[second_person+not_requester+not_scorer+no_conflict]
bulk_export.approve              hr_lead:all[second_person+not_requester]
message.send                     recruiter:call[no_conflict] hr_lead:all manager:unit
message.read                     recruiter:call hr_lead:all manager:unit applicant:own officer:own
message_template.list            recruiter:all hr_lead:all auditor:all
message_template.create          hr_lead:all[second_person]
import_batch.upload              recruiter:call hr_lead:all
import_batch.read                recruiter:call hr_lead:all auditor:all[masked]
import_batch.download_errors     recruiter:call hr_lead:all
import_batch.apply               recruiter:call[idempotent] hr_lead:all[idempotent]
import_batch.undo                recruiter:own[own+within_30_min+nothing_followed] hr_lead:all[second_person]
officer.list                     hr_lead:all manager:unit auditor:all[masked]
officer.search                   hr_lead:all manager:unit auditor:all[masked]
officer.read                     hr_lead:all manager:unit auditor:all[reason+view_log] officer:own
officer.create                   hr_lead:all[idempotent]
officer.update                   hr_lead:all[version]
officer.update_rank              hr_lead:all[second_person]
posting.list                     hr_lead:all manager:unit auditor:all officer:own
posting.request                  manager:unit[reason] officer:own
posting.create                   hr_lead:all[reason]
posting.approve                  hr_lead:all[second_person+not_requester+no_conflict]
risk_score.read_named            hr_lead:all[retention_team+purpose+reason+view_log] auditor:all[reason+view_log] officer:own
risk_score.read_factors          hr_lead:all[retention_team+purpose+reason+view_log] auditor:all[reason+view_log] officer:own
risk_score.count                 hr_lead:figures manager:figures auditor:figures
alert.list                       hr_lead:all[purpose] manager:unit[purpose] auditor:all[masked] officer:own
alert.read                       hr_lead:all[purpose+view_log] manager:unit[purpose+view_log] auditor:all[reason+view_log] officer:own
alert.answer                     hr_lead:all[purpose+support_only] manager:unit[purpose+support_only]
alert.close                      hr_lead:all[purpose+reason] manager:unit[purpose+reason]
alert_notice.list                hr_lead:all[retention_team+purpose]
alert_notice.print               hr_lead:all[retention_team+purpose+view_log]
alert_notice.record              hr_lead:all[retention_team+purpose+version+view_log]
alert_rollout.read               hr_lead:all manager:all auditor:all
alert_rollout.draw               hr_lead:all[retention_team+purpose]
retention_action.list            hr_lead:all manager:unit auditor:all officer:own
retention_action.create          hr_lead:all manager:unit[support_only]
retention_action.update          hr_lead:all[version] manager:unit[version]
equity_figures.view              recruiter:figures hr_lead:figures manager:figures auditor:figures
equity_figures.filter            recruiter:figures hr_lead:figures manager:figures auditor:figures
equity_figures.download          hr_lead:figures auditor:figures
language_coverage.view           hr_lead:figures auditor:figures
public_pack.read                 recruiter:public hr_lead:public manager:public admin:public auditor:public applicant:public officer:public anonymous:public
public_pack.draft                hr_lead:all[reason]
public_pack.approve              hr_lead:all[second_person+not_requester]
projection.view                  hr_lead:figures auditor:figures
projection.keep                  hr_lead:figures
model_version.read_card          hr_lead:all manager:all auditor:all officer:all
model_version.read_fairness      hr_lead:figures auditor:figures
model_version.activate           hr_lead:all[second_person]
audit_log.list                   auditor:all
audit_log.search                 auditor:all
audit_log.read                   auditor:all
audit_log.export                 auditor:all[reason]
audit_log.verify                 admin:all auditor:all
record_access_history.read       hr_lead:all auditor:all applicant:own officer:own
user_account.list                hr_lead:all[names_only] admin:all auditor:all
user_account.read                admin:all auditor:all
user_account.create              admin:all
user_account.update              admin:all[not_self]
user_account.disable             hr_lead:all[not_self] admin:all[not_self]
user_account.enable              admin:all[second_person+not_self]
user_account.send_reset_link     admin:all[not_self]
user_account.reset_second_factor admin:all[second_person+not_self]
role_grant.list                  hr_lead:all admin:all auditor:all
role_grant.request               hr_lead:all[not_self] admin:all[not_self]
role_grant.approve               hr_lead:all[second_person+not_requester+not_self]
role_grant.approve_admin_or_auditor auditor:all[second_person+not_requester+not_self]
role_grant.revoke                hr_lead:all admin:all auditor:all
unit.list                        recruiter:all hr_lead:all manager:all admin:all auditor:all
unit.read                        recruiter:all hr_lead:all manager:all admin:all auditor:all
unit.create                      hr_lead:all[second_person]
unit.update                      hr_lead:all
unit.move                        hr_lead:all[second_person]
unit.close                       hr_lead:all[second_person]
job.list                         admin:all[no_personal_data] auditor:all[no_personal_data]
own_profile.read                 recruiter:own hr_lead:own manager:own admin:own auditor:own applicant:own officer:own
own_profile.update               recruiter:own[contact_fields_only] hr_lead:own[contact_fields_only] manager:own[contact_fields_only] admin:own[contact_fields_only] auditor:own[contact_fields_only] applicant:own[contact_fields_only] officer:own[contact_fields_only]
own_password.change              recruiter:own[step_up] hr_lead:own[step_up] manager:own[step_up] admin:own[step_up] auditor:own[step_up] applicant:own[step_up] officer:own[step_up]
own_second_factor.enrol          recruiter:own[step_up] hr_lead:own[step_up] manager:own[step_up] admin:own[step_up] auditor:own[step_up] applicant:own[step_up] officer:own[step_up]
own_session.list                 recruiter:own hr_lead:own manager:own admin:own auditor:own applicant:own officer:own
own_session.revoke               recruiter:own hr_lead:own manager:own admin:own auditor:own applicant:own officer:own
health.read_liveness             recruiter:public hr_lead:public manager:public admin:public auditor:public applicant:public officer:public anonymous:public
"""


def _read(page: str) -> dict[Permission, dict[Role, Grant]]:
    policy: dict[Permission, dict[Role, Grant]] = {}
    for line in page.strip().splitlines():
        deed, *grants = line.split()
        policy[Permission(deed)] = {}
        for grant in grants:
            role, _, reach = grant.partition(":")
            scope, _, conditions = reach.rstrip("]").partition("[")
            policy[Permission(deed)][Role(role)] = Grant(ScopeKind(scope), conditions)
    return policy


POLICY = _read(_PAGE)
