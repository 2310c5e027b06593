"""A file of each telephone system, invented: what a real one looks like."""

import io
import zipfile

ASTERISK_HEAD = '"","{src}","{dst}","in","""{src}"" <{src}>","{channel}","{peer}"'
ASTERISK_TAIL = (
    ',"{app}","x","{start}","{answer}","{end}",{total},{talk},"{status}",'
    '"DOCUMENTATION","{uid}",""\n'
)


def asterisk(src="0199007070", dst="101", start="2026-03-10 09:00:00", **over):
    """Return a row of Master.csv: answered after 5 s, 3 minutes of talk, UTC."""
    facts = {
        "src": src,
        "dst": dst,
        "channel": "SIP/trunk-1",
        "peer": "SIP/101-2",
        "app": "Dial",
        "start": start,
        "answer": start[:-2] + "05",
        "end": start[:-5] + "03:05",
        "total": 185,
        "talk": 180,
        "status": "ANSWERED",
        "uid": "1773133200.1",
    } | over
    return (ASTERISK_HEAD + ASTERISK_TAIL).format(**facts)


REPORT_3CX = (
    "Call Time,Call ID,From,To,Direction,Status,Ringing,Talking,Cost\n"
    "2026-03-10T09:00:00,x1,0199007070,Ada (101),Inbound,Answered,00:00:05,00:03:00,0\n"
    "2026-03-10T09:10:00,x2,Ada (101),0199007070,Outbound,Unanswered,00:00:20,"
    "00:00:00,0\n"
    "2026-03-10T09:20:00,x3,Ada (101),Bob (102),Internal,Answered,00:00:02,00:09:00,0\n"
)
CDR_3CX = (
    "h1,1,00:03:00,2026/03/10 09:00:00,2026/03/10 09:00:05,2026/03/10 09:03:05,"
    "TerminatedBySrc,0199007070,101,,Ext.101,0199007071,,,,,\n"
    "h2,2,00:00:00,2026/03/10 09:10:00,,2026/03/10 09:10:20,TerminatedByDst,"
    "0199007070,101,,Ext.101,0199007071,,,,,\n"
)
TEAMS_HEADER = (
    "UsageId,Call ID,Conference ID,User Location,AAD ObjectId,UPN,User Display Name,"
    "Caller ID,Call Type,Number Type,Domestic/International,Destination Dialed,"
    "Destination Number,Start Time,End Time,Duration Seconds,Connection Fee,Charge,"
    "Currency,Capability\n"
)
TEAMS = (
    TEAMS_HEADER + "u1,call-x,,FR,o1,ada@example.com,Ada,+33199007070,user_in,x,d,f,"
    "+33199009999,2026-03-10T09:00:00+00:00,2026-03-10T09:03:00+00:00,180,0,0,EUR,c\n"
    "u2,call-x,,FR,o1,ada@example.com,Ada,+33199009999,user_out,x,d,f,"
    "+33199007070,2026-03-10T10:00:00+00:00,2026-03-10T10:01:00+00:00,60,0,0,EUR,c\n"
    "u3,call-y,,FR,,,,+33199007070,ucap_in,x,d,f,"
    "+33199009999,2026-03-10T11:00:00+00:00,2026-03-10T11:01:00+00:00,60,0,0,EUR,c\n"
)
TWILIO = (
    "Sid,ParentCallSid,From,To,Direction,StartTime,EndTime,Duration,Status\n"
    'CA1,,+33199007070,+33199009999,inbound,"Tue, 10 Mar 2026 09:00:00 +0000",'
    '"Tue, 10 Mar 2026 09:03:00 +0000",180,completed\n'
    'CA2,CA1,+33199007070,101,outbound-dial,"Tue, 10 Mar 2026 09:00:10 +0000",'
    '"Tue, 10 Mar 2026 09:03:00 +0000",170,completed\n'
    'CA3,,+33199007070,+33199009999,inbound,"Tue, 10 Mar 2026 10:00:00 +0000",'
    '"Tue, 10 Mar 2026 10:00:09 +0000",0,no-answer\n'
)
RINGCENTRAL = (
    "sessionId,startTime,duration,direction,action,result,from,to,extension\n"
    "s1,2026-03-10T09:00:00.000Z,180,Inbound,Phone Call,Accepted,+33199007070,"
    "+33199009999,101\n"
    "s2,2026-03-10T10:00:00.000Z,20,Inbound,Phone Call,Voicemail,+33199007070,"
    "+33199009999,101\n"
)


def pack(**files):
    """Return a zip of files by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.csv", text)
    return out.getvalue()
